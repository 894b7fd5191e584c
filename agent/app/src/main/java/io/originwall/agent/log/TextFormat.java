package io.originwall.agent.log;

import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * {@code key=value}, as logfmt has it: values with spaces and the like stand in double quotes, with the escapes of JSON.
 *
 * @param timed does the line tell the time? The journal knows it anyway
 * @param debugging stack traces also where nothing unexpected happened
 */
record TextFormat(boolean timed, boolean debugging) implements LineFormat {
    @Override
    public String line(LogRecord entry) {
        StringJoiner line = new StringJoiner(" ");
        if (timed) {
            line.add("time=" + entry.time());
        }
        entry.named(debugging).forEach((key, value) -> line.add(pair(key, value)));
        return line.toString();
    }

    /** Several fields as they stand in a line. */
    static String pairs(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .map(field -> pair(field.getKey(), field.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String pair(String key, Object value) {
        String text = value instanceof Collection<?> items
                ? items.stream().map(Object::toString).collect(Collectors.joining("; "))
                : value.toString();
        return key + "=" + (isBare(text) ? text : quoted(text));
    }

    private static boolean isBare(String text) {
        return !text.isEmpty() && text.codePoints().allMatch(TextFormat::isBare);
    }

    private static boolean isBare(int c) {
        return Printable.is(c) && !Character.isSpaceChar(c) && c != '"' && c != '=' && c != '\\';
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append((char) c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> Printable.append(quoted, c);
            }
        });
        return quoted.append('"').toString();
    }
}
