package io.originwall.agent.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** When each target was last changed by us: one line a target, {@code INSTANT NAME}. Only shown, never decided upon. */
public final class LastChanges {
    private static final String FILE = "last-changes";
    private static final int MOST_BYTES = 1 << 20;

    private final StateDirectory directory;
    private final Path file;

    public LastChanges(StateDirectory directory) {
        this.directory = directory;
        this.file = directory.file(FILE);
    }

    /** Empty where the target was never changed from this state directory. */
    public Optional<Instant> of(String target) throws StateException {
        return Optional.ofNullable(read().get(target));
    }

    public void record(Iterable<String> targets, Instant when) throws StateException {
        Map<String, Instant> all = read();
        targets.forEach(target -> all.put(target, when));
        String lines = all.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
                .collect(Collectors.joining());
        try {
            directory.write(FILE, lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StateException("cannot write " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }

    private Map<String, Instant> read() throws StateException {
        Map<String, Instant> all = new TreeMap<>();
        try {
            for (String line : new String(directory.read(FILE, MOST_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                int space = line.indexOf(' ');
                all.put(line.substring(space + 1), Instant.parse(line.substring(0, Math.max(0, space))));
            }
        } catch (NoSuchFileException e) {
            return all;
        } catch (IOException e) {
            throw new StateException("cannot read " + file + ": " + Trouble.with(file, e, "it may be deleted"), e);
        } catch (DateTimeException e) {
            throw new StateException("cannot read " + file + ": " + e.getMessage() + "; it may be deleted", e);
        }
        return all;
    }
}
