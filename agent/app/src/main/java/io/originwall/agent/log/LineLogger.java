package io.originwall.agent.log;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** One logger. Markers have no meaning here; key-value pairs stay pairs until the line is made. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    private final transient Logs logs;

    LineLogger(String name, Logs logs) {
        this.name = name;
        this.logs = logs;
    }

    @Override
    public void log(LoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (KeyValuePair pair : orNone(event.getKeyValuePairs())) {
            fields.put(pair.key, Optional.ofNullable(pair.value).orElse("null"));
        }
        write(event.getLevel(), event.getMessage(), event.getArgumentArray(), event.getThrowable(), fields);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        write(level, message, arguments, thrown, Map.of());
    }

    private void write(
            Level level,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown,
            Map<String, Object> fields) {
        String text = Optional.ofNullable(MessageFormatter.basicArrayFormat(message, arguments))
                .orElse("");
        logs.write(new LogRecord(logs.clock().instant(), level, name, text, fields, Optional.ofNullable(thrown)));
    }

    private static List<KeyValuePair> orNone(@Nullable List<KeyValuePair> pairs) {
        return pairs == null ? List.of() : pairs;
    }

    @Override
    public boolean isTraceEnabled() {
        return logs.wants(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return logs.wants(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return logs.wants(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return logs.wants(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return logs.wants(name, Level.ERROR);
    }

    /** For a backend that tells the place in the code; ours does not. */
    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }
}
