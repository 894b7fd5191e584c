package io.originwall.agent.journal;

import io.originwall.agent.json.JsonText;
import io.originwall.agent.state.StateException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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

/** Reads the journal, older files too, as far back as it has to. Takes no lock: a line that is being written is there or is not. */
public final class JournalReader {
    private static final int MOST_PROBLEMS = 10;

    private final Path directory;
    private final List<Path> files;

    public JournalReader(Path stateDirectory) {
        this(stateDirectory, JournalFile.Limits.USUAL);
    }

    JournalReader(Path stateDirectory, JournalFile.Limits limits) {
        this.directory = stateDirectory;
        this.files = new JournalFile(stateDirectory, limits).files();
    }

    /**
     * What is asked for.
     *
     * @param targets only changes of these; none means everything
     * @param since nothing before it
     * @param limit this many of the newest
     */
    public record Query(Set<String> targets, Optional<Instant> since, int limit) {
        private boolean wants(Map<String, Object> entry, Instant at) {
            return since.map(then -> !at.isBefore(then)).orElse(true)
                    && (targets.isEmpty() || targets.contains(String.valueOf(entry.get("target"))));
        }
    }

    /**
     * What was found.
     *
     * @param entries as they were written, oldest first; numbers are whole, an empty optional stands for null
     * @param more there are older ones, beyond the limit
     * @param problems what could not be read, one line each
     */
    public record History(List<Map<String, Object>> entries, boolean more, List<String> problems) {}

    /**
     * Empty where there is no journal.
     *
     * @throws StateException if it cannot be read
     */
    public History read(Query query) throws StateException {
        Reading reading = new Reading(query);
        Set<Object> seen = new HashSet<>();
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Path file : files) {
            if (reading.isDone(entries.size())) {
                break;
            }
            entries.addAll(0, read(file, reading, query.limit() - entries.size(), seen));
        }
        return new History(List.copyOf(entries), reading.more, reading.problems());
    }

    private List<Map<String, Object>> read(Path file, Reading reading, int most, Set<Object> seen)
            throws StateException {
        try {
            // By its identity: while we read, a rotation may have given it another name.
            Object identity = Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class)
                            .fileKey())
                    .orElse(file);
            return seen.add(identity) ? reading.file(file, most) : List.of();
        } catch (NoSuchFileException e) {
            return List.of(); // none so old yet, or a rotation that a crash cut short
        } catch (AccessDeniedException e) {
            throw new StateException("no right to read " + file + ": run as root or as the owner of " + directory, e);
        } catch (IOException e) {
            throw new StateException("cannot read " + file + ": " + e, e);
        }
    }

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

        boolean isDone(int found) {
            if (found >= query.limit()) {
                // Not looked into for that; a note too many does no harm.
                more = true;
            }
            return more || reachedBack;
        }

        List<Map<String, Object>> file(Path file, int most) throws IOException {
            Deque<Map<String, Object>> newest = new ArrayDeque<>();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isEmpty()) {
                        read(file, number, line, newest);
                    }
                    if (newest.size() > most) {
                        newest.removeFirst();
                        more = true;
                    }
                }
            }
            return List.copyOf(newest);
        }

        private void read(Path file, int number, String line, Deque<Map<String, Object>> newest) {
            try {
                Map<String, Object> entry = JsonText.object(line);
                if (!(entry.get("v") instanceof Number version) || version.longValue() > Lines.VERSION) {
                    newerLines++;
                    return;
                }
                Instant at = Instant.parse(String.valueOf(entry.get("at")));
                reachedBack |= query.since().map(at::isBefore).orElse(false);
                if (query.wants(entry, at)) {
                    newest.addLast(entry);
                }
            } catch (IOException | DateTimeException e) {
                malformedLines++;
                if (malformed.size() < MOST_PROBLEMS) {
                    malformed.add(file + ":" + number + ": not a whole entry; a crash or a full disk cut it short");
                }
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
