package io.originwall.agent.log;

import io.originwall.agent.config.LogConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * What the process logs, and how. Until it is told otherwise it is a command: warnings and errors, in words for a person. Always to stderr.
 * Safe for use by several threads; a change is in force with the next line.
 */
public final class Logging {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Logging() {}

    /**
     * For a command that a person runs.
     *
     * @param verbose everything, with stack traces; outlives {@link #ofDaemon}
     */
    public static void ofCommand(boolean verbose) {
        ours().ifPresent(logs -> logs.ofCommand(verbose));
    }

    /**
     * For the daemon, at its start and with each new config. {@code -v} on its command line has the last word on the level. From now on a
     * thread that dies of a bug is a line of the log too; the JVM's own words would be many lines.
     */
    public static void ofDaemon(LogConfig config, Map<String, String> environment) {
        Thread.setDefaultUncaughtExceptionHandler((thread, bug) ->
                LoggerFactory.getLogger(Logging.class).error("thread {} died of a bug", thread.getName(), bug));
        ours().ifPresent(logs -> logs.ofDaemon(config, JournaldStream.isAt(STDERR, environment)));
    }

    /** Empty where somebody brought another backend; that one has settings of its own. */
    private static Optional<Logs> ours() {
        return LoggerFactory.getILoggerFactory() instanceof Logs logs ? Optional.of(logs) : Optional.empty();
    }
}
