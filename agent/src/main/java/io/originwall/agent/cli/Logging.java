package io.originwall.agent.cli;

/** Sets the log up before the first logger is made: warnings and errors, or everything with {@code -v}; always to stderr. */
final class Logging {
    private Logging() {}

    static void configure(boolean verbose) {
        String prefix = "org.slf4j.simpleLogger.";
        setUnlessGiven(prefix + "defaultLogLevel", verbose ? "debug" : "warn");
        setUnlessGiven(prefix + "showThreadName", "false");
        setUnlessGiven(prefix + "showShortLogName", "true");
        setUnlessGiven(prefix + "levelInBrackets", "false");
    }

    private static void setUnlessGiven(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
