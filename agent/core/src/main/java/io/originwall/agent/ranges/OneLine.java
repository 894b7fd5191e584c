package io.originwall.agent.ranges;

import java.util.List;

/** Text from outside made fit for one line of a log: nothing that a terminal would obey, and not endless. */
final class OneLine {
    private static final int LONGEST = 300;

    private OneLine() {}

    static String of(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST + 1));
        text.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .forEach(line::appendCodePoint);
        return text.length() > LONGEST ? line.append('…').toString() : line.toString();
    }

    /** Several things in one line: the first three, and how many more there are. */
    static String list(List<?> things) {
        String first =
                String.join(", ", things.stream().limit(3).map(Object::toString).toList());
        return things.size() <= 3 ? first : first + " and " + (things.size() - 3) + " more";
    }
}
