package io.originwall.agent.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * For the person who ran a command: in the words of the command's own messages.
 *
 * @param debugging with the stack trace of whatever was thrown, on lines of its own
 */
record HumanFormat(boolean debugging) implements LineFormat {
    @Override
    public String line(LogRecord entry) {
        StringBuilder text =
                new StringBuilder("originwall: ").append(word(entry)).append(": ");
        Map<String, Object> fields = entry.boundedFields();
        text.append(Printable.of(entry.boundedMessage()));
        if (!fields.isEmpty()) {
            text.append(entry.message().isEmpty() ? "" : " ").append(TextFormat.pairs(fields));
        }
        entry.thrown()
                .ifPresent(cause -> text.append(debugging ? stack(cause) : ": " + Printable.of(cause.toString())));
        return text.toString();
    }

    private static String word(LogRecord entry) {
        return entry.level() == Level.WARN ? "warning" : entry.severity();
    }

    private static String stack(Throwable thrown) {
        StringWriter lines = new StringWriter();
        thrown.printStackTrace(new PrintWriter(lines));
        StringBuilder stack = new StringBuilder();
        // Every indent is a tab of Java's own, and kept.
        lines.toString()
                .lines()
                .forEach(line -> stack.append(System.lineSeparator())
                        .append("  ")
                        .append(Printable.of(line.replace("\t", "  "))));
        return stack.toString();
    }
}
