package io.originwall.agent.journal;

import io.originwall.agent.config.Advice;
import io.originwall.agent.json.JsonText;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.Trouble;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the journal, older files too, as far back as it has to. Takes no lock: a line that is being written is there or is not. */
public final class JournalReader {
    private static final int MOST_PROBLEMS = 10;

    /** Three times what is in a file when it is set aside. */
    private static final int MOST_BYTES = 32 << 20;

    private final StateDirectory directory;
    private final List<String> files;

    public JournalReader(StateDirectory directory) {
        this(directory, JournalFile.Limits.USUAL);
    }

    JournalReader(StateDirectory directory, JournalFile.Limits limits) {
        this.directory = directory;
        this.files = new JournalFile(directory, limits).names();
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
                return JsonText.object(line);
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
        Reading reading = new Reading(query);
        Set<Object> seen = new HashSet<>();
        Deque<List<String>> found = new ArrayDeque<>();
        int room = query.limit();
        for (String name : files) {
            if (reading.isDone()) {
                break;
            }
            List<String> lines = read(name, reading, room, seen);
            found.addFirst(lines);
            room -= lines.size();
        }
        return new History(found.stream().flatMap(List::stream).toList(), reading.more, reading.problems());
    }

    private List<String> read(String name, Reading reading, int most, Set<Object> seen) throws StateException {
        Path file = directory.file(name);
        try {
            // By its identity: while we read, a rotation may have given it another name.
            Optional<Object> identity = directory.identity(name);
            return identity.isPresent() && seen.add(identity.get())
                    ? reading.file(file, directory.read(name, MOST_BYTES), most)
                    : List.of();
        } catch (NoSuchFileException e) {
            return List.of(); // none so old yet, or a rotation that a crash cut short
        } catch (AccessDeniedException e) {
            throw new StateException(
                    "no right to read " + file + ": " + Advice.here().moreRights() + " or as the owner of "
                            + directory.path(),
                    e);
        } catch (IOException e) {
            throw new StateException("cannot read " + file + ": " + Trouble.why(e), e);
        }
    }

    private record Dated(Instant at, Map<String, Object> fields) {}

    /** One walk through the files, newest file first. */
    private static final class Reading {
        private final Query query;
        private final List<String> malformed = new ArrayList<>();
        private long malformedLines;
        private long newerLines;
        private boolean more;
        private boolean reachedBack;

        Reading(Query query) {
            this.query = query;
        }

        boolean isDone() {
            return more || reachedBack;
        }

        /** The newest of what is asked for. Where no room is left, one is enough to know that there is more. */
        List<String> file(Path file, byte[] content, int room) throws IOException {
            Deque<String> newest = new ArrayDeque<>();
            boolean isOld = false;
            boolean isNew = false;
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8))) {
                int number = 0;
                for (String line = lines.readLine(); line != null && !isDone(room); line = lines.readLine()) {
                    number++;
                    Optional<Dated> entry = line.isEmpty() ? Optional.empty() : entry(file, number, line);
                    if (entry.isEmpty()) {
                        continue;
                    }
                    boolean inTime = query.reachesTo(entry.get().at());
                    isNew |= inTime;
                    isOld |= !inTime;
                    if (inTime && query.wants(entry.get().fields())) {
                        newest.addLast(line);
                    }
                    if (newest.size() > room) {
                        newest.removeFirst();
                        more = true;
                    }
                }
            }
            // One old entry proves nothing: the clock may have been set right since.
            reachedBack = isOld && !isNew;
            return List.copyOf(newest);
        }

        private boolean isDone(int room) {
            return room == 0 && more;
        }

        /** What a line says; empty, and counted, where we cannot read it. */
        private Optional<Dated> entry(Path file, int number, String line) {
            try {
                Map<String, Object> entry = JsonText.object(line);
                if (!(entry.get("v") instanceof Number version) || version.longValue() > Lines.VERSION) {
                    newerLines++;
                    return Optional.empty();
                }
                return Optional.of(new Dated(Instant.parse(String.valueOf(entry.get("at"))), entry));
            } catch (IOException | DateTimeException e) {
                malformedLines++;
                if (malformed.size() < MOST_PROBLEMS) {
                    malformed.add(file + ":" + number + ": not a whole entry; a crash or a full disk cut it short");
                }
                return Optional.empty();
            }
        }

        List<String> problems() {
            List<String> problems = new ArrayList<>(malformed);
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
