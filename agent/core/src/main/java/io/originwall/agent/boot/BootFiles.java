package io.originwall.agent.boot;

import io.originwall.agent.state.IoErrors;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.api.BootFile;
import io.originwall.api.BootPersistent;
import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private final StateDirectory directory;

    public BootFiles(StateDirectory directory) {
        this.directory = directory;
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
            changed |= store(file.name(), file.content());
        }
        return changed;
    }

    /** Does this target forget its guard when this machine restarts, so that files have to put it up again? */
    public static boolean needs(Target target) throws StateException {
        return !files(target, Guard.none()).isEmpty();
    }

    /** Those of the target's files that are there. */
    public List<Path> of(Target target) throws StateException {
        List<Path> there = new ArrayList<>();
        for (BootFile file : files(target, Guard.none())) {
            try {
                if (directory.size(file.name()).isPresent()) {
                    there.add(directory.file(file.name()));
                }
            } catch (IOException e) {
                throw new StateException("cannot look at " + directory.file(file.name()) + ": " + IoErrors.why(e), e);
            }
        }
        return there;
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
        try {
            for (String name : directory.names(BootFile.PREFIX)) {
                if (!names.contains(name) && directory.delete(name)) {
                    deleted.add(name);
                }
            }
            return deleted;
        } catch (NoSuchFileException e) {
            return deleted;
        } catch (IOException e) {
            throw new StateException("cannot clear " + directory.path() + " of boot files: " + IoErrors.why(e), e);
        }
    }

    private static List<BootFile> files(Target target, Guard guard) throws StateException {
        try {
            Optional<BootPersistent> forgetful = target.bootPersistent();
            return forgetful.isEmpty() ? List.of() : forgetful.get().bootFiles(guard);
        } catch (TargetException e) {
            throw new StateException("target " + target.name() + ": no boot file: " + e.getMessage(), e);
        }
    }

    private boolean store(String name, Optional<String> content) throws StateException {
        try {
            if (content.isEmpty()) {
                return directory.delete(name);
            }
            byte[] bytes = content.get().getBytes(StandardCharsets.UTF_8);
            if (holds(name, bytes)) {
                return false;
            }
            directory.write(name, bytes);
            return true;
        } catch (IOException e) {
            throw new StateException(
                    "cannot update " + directory.file(name) + ": " + IoErrors.why(e)
                            + "; until that is put right, the next boot puts up an older guard",
                    e);
        }
    }

    private boolean holds(String name, byte[] bytes) {
        try {
            return directory.size(name).equals(Optional.of((long) bytes.length))
                    && Arrays.equals(directory.read(name, bytes.length), bytes);
        } catch (IOException missingOrUnreadable) {
            return false;
        }
    }
}
