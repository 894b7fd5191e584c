package io.originwall.agent.log;

/** Text from anywhere, the network too, made fit for a line: nothing breaks out of the line, nothing is obeyed by a terminal. */
public final class Printable {
    private Printable() {}

    /** Controls, invisible marks and line separators as {@code \}{@code uXXXX}; valid inside a JSON string as well. */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::is)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(printable, c));
        return printable.toString();
    }

    static void append(StringBuilder line, int c) {
        if (is(c)) {
            line.appendCodePoint(c);
            return;
        }
        for (char unit : Character.toChars(c)) {
            line.append(String.format("\\u%04x", (int) unit));
        }
    }

    static boolean is(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
