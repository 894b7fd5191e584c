package io.originwall.agent.log;

/** Makes an entry text. */
@FunctionalInterface
interface LineFormat {
    /** Without a line break at the end; in the middle only for a person. */
    String line(LogRecord entry);
}
