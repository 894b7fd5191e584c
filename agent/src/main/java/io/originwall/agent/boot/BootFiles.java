package io.originwall.agent.boot;

import io.originwall.agent.state.AtomicFile;
import io.originwall.agent.state.StateException;
import io.originwall.api.BootFile;
import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of the state directory that {@code libexec/boot} loads. The caller holds the state lock. Safe for use by several threads, one for
 * each target.
 */
public final class BootFiles {
    private final Path directory;

    public BootFiles(Path stateDirectory) {
        this.directory = stateDirectory;
    }

    /**
     * Sees to it that a boot puts up this guard, which the target enforces by now; {@link Guard#none()} and it puts up none. Writes only
     * what differs. A guard on trial changes nothing: it does not outlive a boot.
     *
     * @return whether anything was written or deleted
     * @throws StateException if it cannot be done; each file there is whole, the old one or the new
     */
    public boolean store(Target target, Guard guard) throws StateException {
        if (guard.trial().isPresent()) {
            return false;
        }
        boolean changed = false;
        for (BootFile file : files(target, guard)) {
            changed |= store(directory.resolve(file.name()), file.content());
        }
        return changed;
    }

    /** Does this target forget its guard when this machine restarts, so that files have to put it up again? */
    public static boolean needs(Target target) throws StateException {
        return !files(target, Guard.none()).isEmpty();
    }

    /** Those of the target's files that are there. */
    public List<Path> of(Target target) throws StateException {
        return files(target, Guard.none()).stream()
                .map(file -> directory.resolve(file.name()))
                .filter(Files::exists)
                .toList();
    }

    /**
     * Deletes the files of all other targets, for one that is no longer in the config must not come back at boot. Where a target cannot tell
     * its files, nothing is deleted.
     *
     * @return the names of those deleted
     */
    public List<String> retain(Collection<? extends Target> targets) throws StateException {
        Set<String> names = new HashSet<>();
        for (Target target : targets) {
            files(target, Guard.none()).forEach(file -> names.add(file.name()));
        }
        List<String> deleted = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, BootFile.PREFIX + "*")) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                if (!names.contains(name) && Files.deleteIfExists(file)) {
                    deleted.add(name);
                }
            }
            return deleted;
        } catch (NoSuchFileException e) {
            return deleted;
        } catch (IOException e) {
            throw new StateException("cannot clear " + directory + " of boot files: " + e, e);
        }
    }

    private static List<BootFile> files(Target target, Guard guard) throws StateException {
        try {
            return target.bootFiles(guard);
        } catch (TargetException e) {
            throw new StateException("target " + target.name() + ": no boot file: " + e.getMessage(), e);
        }
    }

    private static boolean store(Path file, Optional<String> content) throws StateException {
        try {
            if (content.isEmpty()) {
                return Files.deleteIfExists(file);
            }
            byte[] bytes = content.get().getBytes(StandardCharsets.UTF_8);
            if (holds(file, bytes)) {
                return false;
            }
            AtomicFile.write(file, bytes);
            return true;
        } catch (IOException e) {
            throw new StateException(
                    "cannot update " + file + ": " + e
                            + "; until that is put right, the next boot puts up an older guard",
                    e);
        }
    }

    private static boolean holds(Path file, byte[] bytes) {
        try {
            return Files.size(file) == bytes.length && Arrays.equals(Files.readAllBytes(file), bytes);
        } catch (IOException missingOrUnreadable) {
            return false;
        }
    }
}
