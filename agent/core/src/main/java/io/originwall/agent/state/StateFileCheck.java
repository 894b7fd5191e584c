package io.originwall.agent.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which files of a state directory may be used: regular files, which belong to the owner of the directory, to root, or to whoever we are. A
 * file of root's must have no second name: a hard link is how another user would give us one of root's files to read.
 */
final class StateFileCheck {
    private static final int ROOT = 0;

    private final Path directory;

    StateFileCheck(Path directory) {
        this.directory = directory;
    }

    /**
     * What a file is.
     *
     * @param identity differs from that of any other file that exists
     * @param mode its permission bits; 0 where there are none
     * @param size in bytes
     */
    record State(Object identity, int mode, Instant modified, long size) {
        /** Can nobody but its owner open it? */
        boolean isPrivate() {
            return (mode & 0077) == 0;
        }
    }

    /** Empty where there is no file; otherwise {@link #state}. */
    Optional<State> find(Path file) throws IOException {
        try {
            return Optional.of(state(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks without opening it.
     *
     * @throws RefusedFileException if it may not be used; the reason says why
     * @throws NoSuchFileException if there is none
     */
    State state(Path file) throws IOException {
        if (!FilePermissions.UNIX) {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            refuse(file, !found.isRegularFile(), "is no regular file");
            return new State(file, 0, found.lastModifiedTime().toInstant(), found.size());
        }
        Map<String, Object> found = Files.readAttributes(
                file, "unix:isRegularFile,fileKey,uid,nlink,mode,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        refuse(file, !Boolean.TRUE.equals(found.get("isRegularFile")), "is no regular file");
        int owner = number(found, "uid");
        boolean known = owner == directoryOwner() || owner == ROOT || owner == FilePermissions.self();
        refuse(
                file,
                !known,
                "belongs to user " + owner + ", who is neither root nor the owner of the directory; delete it");
        boolean lent = owner == ROOT && directoryOwner() != ROOT && number(found, "nlink") > 1;
        refuse(file, lent, "is root's and has another name elsewhere; delete it");
        return new State(
                Objects.requireNonNull(found.get("fileKey")),
                number(found, "mode"),
                ((FileTime) Objects.requireNonNull(found.get("lastModifiedTime"))).toInstant(),
                ((Number) Objects.requireNonNull(found.get("size"))).longValue());
    }

    private int directoryOwner() throws IOException {
        return number(Files.readAttributes(directory, "unix:uid"), "uid");
    }

    private static int number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name))).intValue();
    }

    private static void refuse(Path file, boolean bad, String why) throws RefusedFileException {
        if (bad) {
            throw new RefusedFileException(file, why);
        }
    }
}
