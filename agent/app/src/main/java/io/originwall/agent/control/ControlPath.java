package io.originwall.agent.control;

import io.originwall.agent.config.DaemonLocation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where the socket lies by default, and what must be there before it can be made. */
public final class ControlPath {
    /** bind(2) leaves a new socket open to its group for a moment, so its directory is closed. */
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** S_IFMT and S_IFSOCK of stat(2). */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private ControlPath() {}

    /** The one that the config names, else one in a directory of its own below the state directory. */
    public static Path of(DaemonLocation location) {
        return location.socket()
                .orElseGet(() -> location.stateDir().resolve("control").resolve("socket"));
    }

    /** Pipes and devices are "other" files to Java, too; only the mode tells. */
    private static boolean isSocket(Path file) throws IOException {
        if (!POSIX) {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        }
        int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    /** Makes the directory and removes a socket that was left behind; never follows a link, never removes anything else. */
    static void makeRoom(Path socket) throws IOException {
        Path directory = socket.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(socket + " is not a path for a socket");
        }
        try {
            if (POSIX) {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createDirectory(directory);
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(directory + " exists and is not a directory", e);
            }
        }
        try {
            if (!isSocket(socket)) {
                throw new IOException(socket + " exists and is not a socket");
            }
            Files.delete(socket);
        } catch (NoSuchFileException nothingLeft) {
            // The usual case: a daemon that stops removes its socket.
        }
    }
}
