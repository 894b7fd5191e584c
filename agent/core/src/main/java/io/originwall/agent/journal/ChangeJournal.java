package io.originwall.agent.journal;

import io.originwall.agent.config.PlatformHints;
import io.originwall.agent.event.Event;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.IoErrors;
import io.originwall.state.StateLog;
import io.originwall.state.StateStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every change down in the log of the state store, one JSON line each, as docs/output.schema.json says of {@code journal-entry}. Each line
 * is durable when {@link #accept} returns. A store without a log keeps no journal. Where the journal cannot be written, that is told once and stops nobody: the lines are kept in
 * memory, as far as there is room, and written when the disk takes them again. Safe for use by several threads, and beside other processes.
 */
public final class ChangeJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeJournal.class);
    private static final int MAX_KEPT = 1 << 20;

    private final Optional<StateLog> log;
    private final Consumer<String> problems;
    private final JournalEncoder lines;
    private final Deque<String> unwritten = new ArrayDeque<>();
    private long kept;
    private long lost;
    private boolean broken;

    /**
     * Opens nothing yet.
     *
     * @param rejection why the last fetch was not taken, which is written down already
     * @param problems is told in one line that the journal cannot be written, and not again before it could; on the thread that the event
     *     came on
     */
    public ChangeJournal(StateStore store, Optional<Rejection> rejection, Consumer<String> problems) {
        this.lines = new JournalEncoder(rejection, this::keep);
        this.log = store.log();
        this.problems = problems;
    }

    /** After a fetch that was taken. */
    public ChangeJournal(StateStore store, Consumer<String> problems) {
        this(store, Optional.empty(), problems);
    }

    public void accept(Event event) {
        if (log.isEmpty()) {
            return;
        }
        Optional<String> problem;
        synchronized (this) {
            lines.accept(event);
            problem = write(event.at());
        }
        problem.ifPresent(problems);
    }

    /** A last try for what could not be written yet. */
    @Override
    public void close() {
        synchronized (this) {
            Optional<String> told = write(Instant.now());
            if (!unwritten.isEmpty()) {
                LOG.warn(
                        "{} lines of the journal are lost{}",
                        unwritten.size() + lost,
                        told.map(": "::concat).orElse(""));
            }
        }
    }

    private void keep(String line) {
        unwritten.add(line);
        kept += line.length();
        while (kept > MAX_KEPT && unwritten.size() > 1) {
            kept -= unwritten.remove().length();
            lost++;
        }
    }

    private Optional<String> write(Instant now) {
        if (unwritten.isEmpty()) {
            return Optional.empty();
        }
        List<String> text = new ArrayList<>(unwritten);
        if (lost > 0) {
            text.add(0, JournalEncoder.lost(now, lost));
        }
        StateLog journal = log.orElseThrow();
        try {
            journal.append(text);
        } catch (IOException e) {
            boolean told = broken;
            broken = true;
            return told ? Optional.empty() : Optional.of(problem(journal, e));
        }
        if (broken) {
            LOG.info("the journal in {} is written again", journal.location());
        }
        broken = false;
        unwritten.clear();
        kept = 0;
        lost = 0;
        return Optional.empty();
    }

    private static String problem(StateLog journal, IOException e) {
        String why = e instanceof AccessDeniedException
                ? "no right to write there: " + PlatformHints.here().moreRights() + " or as its owner"
                : IoErrors.why(e) + "; make room or put it right";
        return "the journal in " + journal.location() + " cannot be written: " + why
                + "; the changes are made all the same";
    }
}
