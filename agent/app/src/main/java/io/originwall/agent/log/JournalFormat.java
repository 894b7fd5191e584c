package io.originwall.agent.log;

/**
 * For journald, which takes the priority of a line from the number in front of it: sd-daemon(3). It keeps the number to itself.
 *
 * @param inner what the line is besides
 */
record JournalFormat(LineFormat inner) implements LineFormat {
    @Override
    public String line(LogRecord entry) {
        return "<" + priority(entry) + ">" + inner.line(entry);
    }

    /** As syslog(3) has them. */
    private static int priority(LogRecord entry) {
        return switch (entry.level()) {
            case ERROR -> 3;
            case WARN -> 4;
            case INFO -> 6;
            case DEBUG, TRACE -> 7;
        };
    }
}
