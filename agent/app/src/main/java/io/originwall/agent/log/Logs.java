package io.originwall.agent.log;

import io.originwall.agent.config.LogConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.event.Level;

/** All loggers, and the one stream they write to. Safe for use by several threads. */
final class Logs implements ILoggerFactory {
    private final Map<String, LineLogger> loggers = new ConcurrentHashMap<>();
    private final OutputStream out;
    private final Clock clock;
    private volatile boolean verbose;
    private volatile Settings settings = Settings.ofCommand(false);

    Logs(OutputStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public LineLogger getLogger(String name) {
        return loggers.computeIfAbsent(name, fresh -> new LineLogger(fresh, this));
    }

    void ofCommand(boolean everything) {
        verbose = everything;
        settings = Settings.ofCommand(everything);
    }

    void ofDaemon(LogConfig config, boolean toJournal) {
        settings = Settings.ofDaemon(config, verbose, toJournal);
    }

    boolean wants(String logger, Level level) {
        return settings.wants(logger, level);
    }

    Clock clock() {
        return clock;
    }

    void write(LogRecord entry) {
        byte[] line = (settings.format().line(entry) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (out) {
                // In one piece: other processes may write to the same pipe.
                out.write(line);
            }
        } catch (IOException nobodyReads) {
            // A log that cannot be written must not stop a sync, and there is nowhere to say so.
            return;
        }
    }
}
