package io.originwall.agent.journal;

import io.originwall.agent.state.AtomicFile;
import io.originwall.agent.state.Ownership;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code journal.jsonl} and the older files beside it. Lines go to its end with one write each time, which the kernel keeps apart from those
 * of another process, and are flushed to the disk; a line that a crash cut short is ended by the next one. Only the rotation takes a lock.
 */
final class JournalFile {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path directory;
    private final Limits limits;

    /**
     * How much is kept.
     *
     * @param bytes of one file; one that has reached it is set aside before the next line
     * @param files with the one that is written to, 2 or more
     */
    record Limits(long bytes, int files) {
        /** Some ten thousand changes. */
        static final Limits USUAL = new Limits(10L << 20, 5);
    }

    JournalFile(Path directory, Limits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /** The newest first; some may not be there. */
    List<Path> files() {
        return Stream.concat(
                        Stream.of(current()), IntStream.range(1, limits.files()).mapToObj(this::older))
                .toList();
    }

    private Path current() {
        return directory.resolve("journal.jsonl");
    }

    private Path older(int age) {
        return directory.resolve("journal.jsonl." + age);
    }

    /**
     * Appends lines, each with its end.
     *
     * @throws IOException if not all of it is on the disk; then none of it counts
     */
    void append(byte[] lines) throws IOException {
        Files.createDirectories(directory);
        Path file = current();
        if (isFull()) {
            rotate();
        }
        boolean torn = endsWithinALine(file);
        try (FileChannel channel = FileChannel.open(
                file,
                // A link would be somebody's try to have root write elsewhere.
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
                mode())) {
            long before = channel.size();
            if (before == 0) {
                Ownership.follow(file);
            }
            write(channel, torn ? onANewLine(lines) : lines, before);
            if (before == 0) {
                flushDirectory();
            }
        }
    }

    private static void write(FileChannel channel, byte[] bytes, long before) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer); // once, unless the disk is just full
            }
            channel.force(false);
        } catch (IOException e) {
            if (channel.size() == before + buffer.position()) {
                channel.truncate(before);
            }
            throw e;
        }
    }

    private static boolean endsWithinALine(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        } catch (NoSuchFileException e) {
            return false; // set aside this moment
        }
    }

    private static byte[] onANewLine(byte[] lines) {
        byte[] all = new byte[lines.length + 1];
        all[0] = '\n';
        System.arraycopy(lines, 0, all, 1, lines.length);
        return all;
    }

    private boolean isFull() throws IOException {
        try {
            return Files.isRegularFile(current(), LinkOption.NOFOLLOW_LINKS) && Files.size(current()) >= limits.bytes();
        } catch (NoSuchFileException e) {
            return false; // set aside this moment
        }
    }

    /** Whoever comes second while another process does it leaves it at that. */
    private void rotate() throws IOException {
        Path file = directory.resolve("journal.lock");
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), mode())) {
            Ownership.follow(file);
            try (FileLock lock = channel.tryLock()) {
                if (lock != null && isFull()) {
                    moveOn();
                }
            } catch (OverlappingFileLockException e) {
                return; // the other one is in this very process
            }
        }
    }

    /** Only up to the first gap: a crash halfway leaves one, and then there is no need to drop the oldest. */
    private void moveOn() throws IOException {
        int free = 1;
        while (free < limits.files() - 1 && Files.exists(older(free))) {
            free++;
        }
        for (int age = free; age > 1; age--) {
            AtomicFile.move(older(age - 1), older(age));
        }
        AtomicFile.move(current(), older(1));
        flushDirectory();
    }

    private void flushDirectory() throws IOException {
        if (!POSIX) {
            return; // Windows opens no directories
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Who may be let in beside the CDN is not everybody's business. */
    private static FileAttribute<?>[] mode() {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                }
                : new FileAttribute<?>[0];
    }
}
