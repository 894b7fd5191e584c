package io.originwall.agent.ranges;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Replaces a file so that whoever reads it, at any instant and after any crash, finds the old bytes or the new ones: written beside it,
 * fsynced, renamed over it, the directory fsynced. One writer at a time.
 */
final class AtomicFile {
    private AtomicFile() {}

    /** @throws IOException if nothing was changed: no room, no rights */
    static void write(Path file, byte[] bytes) throws IOException {
        Path directory =
                Files.createDirectories(file.toAbsolutePath().normalize().getParent());
        // One fixed name: what a kill leaves behind is overwritten by the next write, not piled up.
        Path temporary = directory.resolve(file.getFileName() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            if (Files.getFileStore(temporary).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        sync(directory);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
