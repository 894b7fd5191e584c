package io.originwall.agent.config;

import io.originwall.api.Setting;

/** The {@code log:} section: the daemon's log, which goes to stderr, one line for each event. */
public record LogConfig(
        @Setting("One line for each event: text is key=value, json is one JSON object.")
        Format format,

        @Setting("The least that is logged: debug, info, warn or error.")
        Level level) {
    /** What a line looks like. */
    public enum Format {
        TEXT,
        JSON
    }

    /** How much is told, the most first. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    public static LogConfig defaults() {
        return new LogConfig(Format.TEXT, Level.INFO);
    }
}
