package io.originwall.agent.log;

import io.originwall.text.OneLine;
import io.originwall.text.ShortList;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * One event, before it is a line.
 *
 * @param logger who says it
 * @param message empty where the fields say it all
 * @param fields in the order of the line
 */
record LogRecord(
        Instant at,
        Level level,
        String logger,
        String message,
        Map<String, Object> fields,
        Optional<Throwable> thrown) {
    /** Longer than any message of ours; a dozen of them make a line that journald, at 48 KiB, does not split. */
    private static final int LONGEST = 2_000;

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final int MAX_ITEMS = 10;
    private static final int MAX_ITEM_LENGTH = 300;

    /** In UTC, to the millisecond, always of the same length. */
    String time() {
        return TIME.format(at);
    }

    /** As a word, for people and parsers. */
    String severity() {
        return level.name().toLowerCase(Locale.ROOT);
    }

    String boundedMessage() {
        return OneLine.cut(message, LONGEST);
    }

    /** The fields, none of them endless: numbers, truths, strings, and lists of strings. */
    Map<String, Object> boundedFields() {
        Map<String, Object> bounded = new LinkedHashMap<>();
        fields.forEach((key, value) -> bounded.put(key, bounded(value)));
        return bounded;
    }

    /** Everything but the time, in the order of the line. What is logged with a message is known by who says it, an event by its fields. */
    Map<String, Object> named(boolean debugging) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("level", severity());
        if (!message.isEmpty()) {
            named.put("logger", logger);
            named.put("msg", boundedMessage());
        }
        named.putAll(boundedFields());
        thrown.ifPresent(cause -> {
            // At other levels it is expected: an error of the network, say, and the message tells what it means.
            if (debugging || level == Level.ERROR) {
                named.put("stack", StackTraces.of(cause));
            } else {
                named.put("exception", bounded(cause));
            }
        });
        return named;
    }

    private static Object bounded(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value;
        }
        return value instanceof Collection<?> items ? first(items) : OneLine.cut(value.toString(), LONGEST);
    }

    private static List<String> first(Collection<?> items) {
        return ShortList.of(items, MAX_ITEMS).stream()
                .map(item -> OneLine.cut(item, MAX_ITEM_LENGTH))
                .toList();
    }
}
