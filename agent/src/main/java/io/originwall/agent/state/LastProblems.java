package io.originwall.agent.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What went wrong at the last fetch, one line each, so that a status tells it too: a refused list changes nothing, and would go unnoticed
 * where nobody reads what cron mails.
 */
public final class LastProblems {
    private static final String FILE = "last-problems";
    private static final int MOST_BYTES = 1 << 20;

    private final StateDirectory directory;
    private final Path file;

    public LastProblems(StateDirectory directory) {
        this.directory = directory;
        this.file = directory.file(FILE);
    }

    /** Empty after a fetch that went well, and before the first. */
    public List<String> read() throws StateException {
        try {
            return new String(directory.read(FILE, MOST_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new StateException("cannot read " + file + ": " + Trouble.with(file, e, "it may be deleted"), e);
        }
    }

    public void record(List<String> problems) throws StateException {
        try {
            if (problems.isEmpty()) {
                directory.delete(FILE);
            } else {
                directory.write(FILE, (String.join("\n", problems) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new StateException("cannot write " + file + ": " + Trouble.with(file, e, ""), e);
        }
    }
}
