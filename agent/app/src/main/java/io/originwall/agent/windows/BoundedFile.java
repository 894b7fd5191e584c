package io.originwall.agent.windows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Appends to a file, and starts an empty one when that is full; the full one stays under another name until the next is. Nothing that is
 * written at once is torn apart. Safe for use by several threads.
 */
final class BoundedFile extends OutputStream {
    private final Path file;
    private final Path full;
    private final long limit;
    private OutputStream out;
    private long size;

    /**
     * @param file the one that is written; what is in it stays
     * @param full another name in its directory
     * @param limit in bytes, of each of the two
     */
    BoundedFile(Path file, Path full, long limit) throws IOException {
        this.file = file;
        this.full = full;
        this.limit = limit;
        this.out = open(file);
        this.size = Files.size(file);
    }

    private static OutputStream open(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        if (size > 0 && size + length > limit) {
            startAnother();
        }
        out.write(bytes, from, length);
        size += length;
    }

    /** Windows renames nothing that somebody has open. Then it grows on, and the next write tries again. */
    private void startAnother() throws IOException {
        out.close();
        try {
            Files.move(file, full, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException inUse) {
            // Nobody is told: this is where it would be.
        } finally {
            out = open(file);
        }
        size = Files.size(file);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
