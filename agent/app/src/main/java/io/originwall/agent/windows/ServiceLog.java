package io.originwall.agent.windows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the service says, in files that do not fill the disk however long it runs. Nobody else rotates them on Windows. */
public final class ServiceLog {
    /** The property of the JVM that names the directory. */
    public static final String PROPERTY = "originwall.logs";

    private static final String NAME = "originwall.log";
    private static final String FULL = "originwall.old.log";

    /** In bytes. At the default level a day without trouble has some lines. */
    private static final long LIMIT = 10_000_000;

    private static final Duration KEPT = Duration.ofDays(30);

    /** By procrun: one of each kind for a day on which it starts, with its own words and what the JVM says to no stream of Java. */
    private static final Pattern OF_THE_WRAPPER =
            Pattern.compile("(service|originwall-stdout|originwall-stderr)\\.\\d{4}-\\d\\d-\\d\\d\\.log");

    private ServiceLog() {}

    /**
     * Opens the log, and deletes what the service wrapper wrote more than thirty days ago.
     *
     * @throws IOException if it cannot be written; what cannot be deleted stays
     */
    public static OutputStream open(Path directory, Instant now) throws IOException {
        OutputStream log = new BoundedFile(directory.resolve(NAME), directory.resolve(FULL), LIMIT);
        for (Path file : ofTheWrapper(directory)) {
            deleteIfOlder(file, now.minus(KEPT));
        }
        return log;
    }

    private static List<Path> ofTheWrapper(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> OF_THE_WRAPPER
                            .matcher(file.getFileName().toString())
                            .matches())
                    .toList();
        }
    }

    private static void deleteIfOlder(Path file, Instant limit) {
        try {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                Files.delete(file);
            }
        } catch (IOException inUse) {
            // Somebody reads it; the next start tries again.
            return;
        }
    }
}
