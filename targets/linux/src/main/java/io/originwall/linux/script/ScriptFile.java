package io.originwall.linux.script;

import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A script, whole and on disk before the tool that runs it starts. Through a pipe it would take what it got before the agent was killed for
 * all there is, and the first half of a script, that empties a set and does not fill it again, is a valid script too.
 *
 * @param path readable by its owner only
 */
public record ScriptFile(Path path) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptFile.class);
    /** No script is in use for that long. */
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    /** In memory, the last two: a guard has to be lifted from a host whose disk is full, too. */
    private static final List<Path> DIRECTORIES = Stream.of(System.getProperty("java.io.tmpdir"), "/run", "/dev/shm")
            .map(Path::of)
            .toList();

    public static ScriptFile of(ScriptKind kind, String script) throws TargetException {
        return of(kind, script, DIRECTORIES);
    }

    /**
     * In the first directory that takes it. Takes out of all of them what a killed agent left there, once nobody runs it any more: a script
     * that was opened can be deleted, and goes on all the same.
     */
    static ScriptFile of(ScriptKind kind, String script, List<Path> directories) throws TargetException {
        StringJoiner problems = new StringJoiner(", ");
        for (Path directory : directories) {
            try {
                ScriptFile file = new ScriptFile(write(kind, script, directory));
                try {
                    file.sweep(kind, directories);
                } catch (TargetException e) {
                    file.close();
                    throw e;
                }
                return file;
            } catch (IOException e) {
                problems.add(directory + " (" + e + ")");
            }
        }
        throw new TargetException("cannot write the script for " + kind.name() + " to any of " + problems
                + "; nothing was changed; make room in one of them");
    }

    private static Path write(ScriptKind kind, String script, Path directory) throws IOException {
        Path path = Files.createTempFile(directory, "originwall-", kind.suffix());
        try {
            return Files.writeString(path, script);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private void sweep(ScriptKind kind, List<Path> directories) throws IOException, TargetException {
        UserPrincipal self = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        Map<Path, Instant> others = new HashMap<>();
        for (Path directory : directories) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, file -> isAnother(kind, file))) {
                for (Path file : files) {
                    written(file, self).ifPresent(when -> others.put(file, when));
                }
            } catch (IOException | DirectoryIteratorException e) {
                // The script to run is there, and litter is no reason not to run it.
                LOG.debug("{}: not swept: {}", directory, e.toString());
            }
        }
        if (others.isEmpty()) {
            return;
        }
        // Once for all of them: it reads of every process of this machine.
        OrphanProcesses.awaitEnd(kind, others.keySet());
        Instant before = Instant.now().minus(LEFT_BEHIND);
        for (Map.Entry<Path, Instant> other : others.entrySet()) {
            if (other.getValue().isBefore(before)) {
                delete(other.getKey());
            }
        }
    }

    private static void delete(Path litter) {
        try {
            Files.deleteIfExists(litter);
        } catch (IOException e) {
            LOG.debug("{}: not swept: {}", litter, e.toString());
        }
    }

    /** When, if we wrote it: anybody may put a file or a link of that name into a directory for all. */
    private static Optional<Instant> written(Path file, UserPrincipal self) throws IOException {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() && attributes.owner().equals(self)
                    ? Optional.of(attributes.lastModifiedTime().toInstant())
                    : Optional.empty();
        } catch (NoSuchFileException goneMeanwhile) {
            return Optional.empty();
        }
    }

    private boolean isAnother(ScriptKind kind, Path file) {
        return !file.equals(path) && kind.isName(file.getFileName().toString());
    }

    @Override
    public void close() throws TargetException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new TargetException(
                    "cannot delete " + path + ": " + e.getMessage() + "; it may be deleted by hand", e);
        }
    }
}
