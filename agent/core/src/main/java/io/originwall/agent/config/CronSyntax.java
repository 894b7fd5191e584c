package io.originwall.agent.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks a Quartz cron expression without loading Quartz: six or seven fields, each {@code *}, a number or a name within its bounds, a
 * forward range, a step, or a list of these; {@code L}, {@code W} and {@code #} in the day fields; exactly one of the two day fields a
 * {@code ?}. The seconds must be one number, so that a schedule fires at most once a minute. Whether it ever fires (31 February, a
 * year gone by) is not checked. Whatever passes, Quartz reads too; some rare forms that Quartz reads are refused.
 *
 * @see <a href="https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html">Quartz: cron triggers</a>
 */
final class CronSyntax {
    private static final String EXAMPLE = "; write for example \"0 17 * * * ?\"";

    private static final List<Field> FIELDS = List.of(
            new Field("seconds", 0, 59, List.of(), ""),
            new Field("minutes", 0, 59, List.of(), ""),
            new Field("hours", 0, 23, List.of(), ""),
            new Field("day of month", 1, 31, List.of(), "\\?|LW?|L-([1-9]|[12][0-9]|30)|([1-9]|[12][0-9]|3[01])W"),
            new Field("month", 1, 12, words("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"), ""),
            new Field("day of week", 1, 7, words("SUN MON TUE WED THU FRI SAT"), "\\?|L|[1-7]L|[1-7]#[1-5]"),
            new Field("year", 1970, 2099, List.of(), ""));

    private CronSyntax() {}

    /** What is wrong with the expression, if anything; does not quote it. */
    static Optional<String> problem(String text) {
        List<String> parts = words(text.strip().toUpperCase(Locale.ROOT));
        if (parts.size() != 6 && parts.size() != 7) {
            return Optional.of("a cron expression has 6 or 7 fields (seconds first), not " + parts.size() + EXAMPLE);
        }
        Optional<String> problem = IntStream.range(0, parts.size())
                .filter(i -> !FIELDS.get(i).accepts(parts.get(i)))
                .mapToObj(i -> "the cron field " + (i + 1) + ", " + FIELDS.get(i).name + ", is wrong" + EXAMPLE)
                .findFirst();
        if (problem.isPresent()) {
            return problem;
        }
        if (!parts.get(0).matches("[0-9]+")) {
            return Optional.of(
                    "the seconds of the cron expression must be one number: at most once a minute" + EXAMPLE);
        }
        return parts.get(3).equals("?") == parts.get(5).equals("?")
                ? Optional.of(
                        "one of the cron fields day of month and day of week must be \"?\", the other not" + EXAMPLE)
                : Optional.empty();
    }

    private static List<String> words(String text) {
        return List.of(text.split("\\s+"));
    }

    /**
     * @param names of the values from the first on
     * @param special what else the whole field may be, a regular expression
     */
    private record Field(String name, int first, int last, List<String> names, String special) {
        boolean accepts(String text) {
            return (!special.isEmpty() && text.matches(special))
                    || Stream.of(text.split(",", -1)).allMatch(this::acceptsItem);
        }

        private boolean acceptsItem(String item) {
            String[] step = item.split("/", -1);
            return acceptsRange(step[0])
                    && (step.length == 1
                            || (step.length == 2 && isNumber(step[1], 1, last) && !names.contains(step[0])));
        }

        private boolean acceptsRange(String text) {
            if (text.equals("*")) {
                return true;
            }
            List<String> ends = List.of(text.split("-", -1));
            List<Integer> values =
                    ends.stream().map(this::value).flatMap(Optional::stream).toList();
            return ends.size() <= 2
                    && values.size() == ends.size()
                    && values.get(0) <= values.get(values.size() - 1)
                    // Quartz reads 2-6 and MON-FRI, but not 2-FRI.
                    && ends.stream().map(names::contains).distinct().count() == 1;
        }

        private Optional<Integer> value(String text) {
            if (names.contains(text)) {
                return Optional.of(first + names.indexOf(text));
            }
            return isNumber(text, first, last) ? Optional.of(Integer.valueOf(text)) : Optional.empty();
        }

        private static boolean isNumber(String text, int least, int most) {
            return text.matches("[0-9]{1,4}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most;
        }
    }
}
