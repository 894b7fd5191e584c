package io.originwall.agent.log;

import io.originwall.agent.config.LogConfig;
import org.slf4j.event.Level;

/**
 * What is logged, and how.
 *
 * @param format what a line looks like
 * @param ours the least level that our own classes are heard at
 */
record Settings(LineFormat format, Level ours) {
    private static final String OUR_PACKAGES = "io.originwall.";

    /** Of a command that a person runs. */
    static Settings ofCommand(boolean verbose) {
        return new Settings(new HumanFormat(verbose), verbose ? Level.DEBUG : Level.WARN);
    }

    /** Of the daemon. */
    static Settings ofDaemon(LogConfig config, boolean verbose, boolean toJournal) {
        Level level = verbose ? Level.DEBUG : level(config);
        boolean debugging = level == Level.DEBUG;
        LineFormat format = switch (config.format()) {
            case TEXT -> new TextFormat(!toJournal, debugging);
            case JSON -> new JsonFormat(debugging);
        };
        return new Settings(toJournal ? new JournalFormat(format) : format, level);
    }

    /** Libraries tell at INFO what is DEBUG to us: each is heard a level later. */
    boolean wants(String logger, Level level) {
        Level least = logger.startsWith(OUR_PACKAGES) ? ours : others();
        return level.toInt() >= least.toInt();
    }

    private Level others() {
        return switch (ours) {
            case TRACE, DEBUG -> Level.INFO;
            case INFO, WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }

    private static Level level(LogConfig config) {
        return switch (config.level()) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
