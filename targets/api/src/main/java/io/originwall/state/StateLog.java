package io.originwall.state;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * A log to which lines are appended, and from which the newest are read. It keeps at least the newest 10 MiB, and drops the oldest lines
 * when it reaches a bound of its own. Several processes may append at once, and others read at the same time, without a lock. Every method
 * ends within a bound that the store sets. Safe for use by several threads.
 */
public interface StateLog {
    /** The longest line, in bytes of UTF-8. */
    int MAX_LINE_BYTES = 8 << 20;

    /**
     * A line of the log.
     *
     * @param position where it stands, for messages: {@code /var/lib/originwall/journal.jsonl:12}, or a row of a table
     * @param text without a line end
     */
    record Line(String position, String text) {}

    /**
     * Appends lines, one after the other, with nobody else's in between. They are durable when this returns.
     *
     * @throws IOException if they cannot be written. Then none of them counts, but a kill or a full disk can leave a part of them: readers
     *     must expect a damaged line
     * @throws IllegalArgumentException if a line contains a line feed or is longer than {@link #MAX_LINE_BYTES}
     */
    void append(List<String> lines) throws IOException;

    /**
     * Passes lines to the visitor, the newest first, until it answers false or there are no more. Empty lines are left out. Each line that was
     * in the log when this was called is passed at most once, and not at all only if the log drops it meanwhile.
     *
     * @throws IOException if the log cannot be read, also in the middle
     */
    void read(Predicate<Line> visitor) throws IOException;

    /** Where the log lies, for messages: a directory, or a URL without secrets. */
    String location();
}
