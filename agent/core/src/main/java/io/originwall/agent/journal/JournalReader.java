package io.originwall.agent.journal;

import io.originwall.agent.config.PlatformHints;
import io.originwall.agent.state.IoErrors;
import io.originwall.agent.state.StateException;
import io.originwall.json.JsonReader;
import io.originwall.state.StateLog;
import io.originwall.state.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the journal as far back as it has to. Takes no lock: a line that is being written is there or is not. */
public final class JournalReader {
    private static final int MAX_PROBLEMS = 10;

    /** As many as a file of the directory's log may hold. */
    private static final int ENOUGH_OLD_LINES = 10_000;

    private final Optional<StateLog> log;

    public JournalReader(StateStore store) {
        this(store.log());
    }

    JournalReader(Optional<StateLog> log) {
        this.log = log;
    }

    /**
     * What is asked for.
     *
     * @param targets only changes of these; none means everything
     * @param since nothing before it
     * @param limit this many of the newest
     */
    public record Query(Set<String> targets, Optional<Instant> since, int limit) {
        private boolean reachesTo(Instant at) {
            return since.map(then -> !at.isBefore(then)).orElse(true);
        }

        private boolean wants(Map<String, Object> entry) {
            return targets.isEmpty() || targets.contains(String.valueOf(entry.get("target")));
        }
    }

    /**
     * What was found.
     *
     * @param lines the entries as they were written, each whole JSON, oldest first; read they would take ten times the memory
     * @param more there are older ones, beyond the limit
     * @param problems what could not be read, one line each
     */
    public record History(List<String> lines, boolean more, List<String> problems) {
        /** What the lines say, read one by one; numbers are whole, an empty optional stands for null. */
        public Stream<Map<String, Object>> entries() {
            return lines.stream().map(History::entry);
        }

        private static Map<String, Object> entry(String line) {
            try {
                return JsonReader.values(line);
            } catch (IOException e) {
                throw new UncheckedIOException("a line that was read before", e);
            }
        }
    }

    /**
     * Empty where there is no journal.
     *
     * @throws StateException if it cannot be read
     */
    public History read(Query query) throws StateException {
        if (log.isEmpty()) {
            return new History(List.of(), false, List.of("the state store keeps no journal"));
        }
        Reading reading = new Reading(query);
        try {
            log.get().read(reading::goesOn);
        } catch (AccessDeniedException e) {
            throw new StateException(
                    "no right to read " + e.getFile() + ": "
                            + PlatformHints.here().moreRights() + " or as the owner of "
                            + log.get().location(),
                    e);
        } catch (FileSystemException e) {
            throw new StateException("cannot read " + e.getFile() + ": " + IoErrors.why(e), e);
        } catch (IOException e) {
            throw new StateException("cannot read the journal in " + log.get().location() + ": " + IoErrors.why(e), e);
        }
        return new History(List.copyOf(reading.found), reading.more, reading.problems());
    }

    private record Dated(Instant at, Map<String, Object> fields) {}

    /** One walk through the lines, the newest first. */
    private static final class Reading {
        private final Query query;
        private final Deque<String> found = new ArrayDeque<>();
        private final List<String> malformed = new ArrayList<>();
        private long malformedLines;
        private long newerLines;
        private boolean more;
        private int oldLines;

        Reading(Query query) {
            this.query = query;
        }

        boolean goesOn(StateLog.Line line) {
            Optional<Dated> read = entry(line);
            if (read.isEmpty()) {
                return true;
            }
            Dated entry = read.get();
            if (!query.reachesTo(entry.at())) {
                // One old entry proves nothing: the clock may have been set right since.
                oldLines++;
                return oldLines < ENOUGH_OLD_LINES;
            }
            oldLines = 0;
            if (query.wants(entry.fields())) {
                more = found.size() == query.limit();
                if (!more) {
                    found.addFirst(line.text());
                }
            }
            return !more;
        }

        /** What a line says; empty, and counted, where we cannot read it. */
        private Optional<Dated> entry(StateLog.Line line) {
            try {
                Map<String, Object> entry = JsonReader.values(line.text());
                if (!(entry.get("v") instanceof Number version) || version.longValue() > JournalEncoder.VERSION) {
                    newerLines++;
                    return Optional.empty();
                }
                return Optional.of(new Dated(Instant.parse(String.valueOf(entry.get("at"))), entry));
            } catch (IOException | DateTimeException e) {
                malformedLines++;
                if (malformed.size() < MAX_PROBLEMS) {
                    malformed.add(line.position() + ": not a whole entry; a crash or a full disk cut it short");
                }
                return Optional.empty();
            }
        }

        List<String> problems() {
            List<String> problems = new ArrayList<>(malformed);
            Collections.reverse(problems);
            if (malformedLines > malformed.size()) {
                problems.add((malformedLines - malformed.size()) + " more lines are no whole entries");
            }
            if (newerLines > 0) {
                problems.add(newerLines + " entries were written by a newer originwall and are not shown;"
                        + " read them with that one");
            }
            return List.copyOf(problems);
        }
    }
}
