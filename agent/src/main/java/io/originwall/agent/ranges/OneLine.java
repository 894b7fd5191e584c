package io.originwall.agent.ranges;

/** Text from outside made fit for one line of a log: no control characters, not endless. */
final class OneLine {
    private static final int LONGEST = 300;

    private OneLine() {}

    static String of(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST + 1));
        text.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? ' ' : c)
                .forEach(line::appendCodePoint);
        return text.length() > LONGEST ? line.append('…').toString() : line.toString();
    }

    /** Several things in one line: the first three, and how many more there are. */
    static String list(java.util.List<?> things) {
        String first =
                String.join(", ", things.stream().limit(3).map(Object::toString).toList());
        return things.size() <= 3 ? first : first + " and " + (things.size() - 3) + " more";
    }
}
