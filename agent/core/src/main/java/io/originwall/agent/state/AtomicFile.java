package io.originwall.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Replaces a file so that whoever reads it, at any instant and after any crash, finds the old bytes or the new ones: written beside it,
 * fsynced, renamed over it, the directory fsynced. One writer at a time.
 */
final class AtomicFile {
    /** Half a second in all; who reads our files is done in a millisecond. */
    private static final int ATTEMPTS = 10;

    private static final int PAUSE_MILLIS = 10;

    private AtomicFile() {}

    /** One attempt at it. */
    @FunctionalInterface
    interface Attempt {
        void run() throws IOException;
    }

    /**
     * Replaces the whole file, in a directory that is there; its owner and group alone may read it, and it is its directory's owner's where root writes it.
     *
     * @throws IOException if nothing was changed: no room, no rights
     */
    static void write(Path file, byte[] bytes) throws IOException {
        // One fixed name: what a kill leaves behind is overwritten by the next write, not piled up.
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    FilePermissions.ofNewFile(false))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            FileOwnership.follow(temporary);
            move(temporary, file);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        flush(Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow());
    }

    /**
     * Renames a file over another, if there is one. Windows refuses that while somebody has the other open, if only to read it or to look
     * for viruses, so it is tried for a while there.
     *
     * @throws IOException if nothing was changed
     */
    static void move(Path from, Path to) throws IOException {
        patiently(FilePermissions.UNIX ? 1 : ATTEMPTS, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    static void patiently(int attempts, Attempt work) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (FileSystemException e) {
                if (attempt >= attempts || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos((long) attempt * PAUSE_MILLIS));
        }
    }

    static void flush(Path directory) throws IOException {
        if (!FilePermissions.UNIX) {
            return; // Windows opens no directories; NTFS journals the rename by itself
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
