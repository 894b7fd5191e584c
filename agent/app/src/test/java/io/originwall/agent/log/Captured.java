package io.originwall.agent.log;

import io.originwall.agent.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A log of its own, at a time that stands still, and the lines it wrote. */
final class Captured {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00.120Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Logs logs = new Logs(out, Clock.fixed(NOW, ZoneOffset.UTC));

    Captured daemon(LogConfig.Format format, LogConfig.Level level) {
        logs.ofDaemon(new LogConfig(format, level), false);
        return this;
    }

    Captured daemonAtTheJournal(LogConfig.Format format) {
        logs.ofDaemon(new LogConfig(format, LogConfig.Level.INFO), true);
        return this;
    }

    Captured command(boolean verbose) {
        logs.ofCommand(verbose);
        return this;
    }

    Logs logs() {
        return logs;
    }

    LineLogger logger() {
        return logs.getLogger("io.originwall.agent.Somewhere");
    }

    String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }

    /** The only line since the last time. */
    String line() {
        String text = text();
        out.reset();
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
