package io.originwall.agent.journal;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateDirectory.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code journal.jsonl} and the older files beside it. Lines go to its end with one write each time, which the kernel keeps apart from those
 * of another process, and are flushed to the disk; a line that a crash cut short is ended by the next one. Only the rotation takes a lock.
 */
final class JournalFile {
    private static final String CURRENT = "journal.jsonl";
    private static final String LOCK = "journal.lock";

    private final StateDirectory directory;
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

    JournalFile(StateDirectory directory, Limits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /** Their names, the newest first; some may not be there. */
    List<String> names() {
        return Stream.concat(
                        Stream.of(CURRENT), IntStream.range(1, limits.files()).mapToObj(JournalFile::older))
                .toList();
    }

    private static String older(int age) {
        return CURRENT + "." + age;
    }

    /**
     * Appends lines, each with its end.
     *
     * @throws IOException if not all of it is on the disk; then none of it counts
     */
    void append(byte[] lines) throws IOException {
        if (isFull()) {
            rotate();
        }
        boolean torn = endsWithinALine();
        boolean fresh = directory.use(CURRENT, Access.APPEND, channel -> {
            long before = channel.size();
            write(channel, torn ? onANewLine(lines) : lines, before);
            return before == 0;
        });
        if (fresh) {
            directory.flush();
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

    private boolean endsWithinALine() throws IOException {
        try {
            return directory.use(CURRENT, Access.READ, channel -> {
                ByteBuffer last = ByteBuffer.allocate(1);
                return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
            });
        } catch (NoSuchFileException e) {
            return false; // none yet, or set aside this moment
        }
    }

    private static byte[] onANewLine(byte[] lines) {
        byte[] all = new byte[lines.length + 1];
        all[0] = '\n';
        System.arraycopy(lines, 0, all, 1, lines.length);
        return all;
    }

    private boolean isFull() throws IOException {
        return directory.size(CURRENT).filter(size -> size >= limits.bytes()).isPresent();
    }

    /** Whoever comes second while another process does it leaves it at that. */
    private void rotate() throws IOException {
        boolean moved = directory.use(LOCK, Access.LOCK, channel -> {
            try (FileLock lock = channel.tryLock()) {
                return lock != null && isFull() && moveOn();
            } catch (OverlappingFileLockException e) {
                return false; // the other one is in this very process
            }
        });
        if (moved) {
            directory.flush();
        }
    }

    /** Only up to the first gap: a crash halfway leaves one, and then there is no need to drop the oldest. */
    private boolean moveOn() throws IOException {
        int free = 1;
        while (free < limits.files() - 1 && directory.size(older(free)).isPresent()) {
            free++;
        }
        for (int age = free; age > 1; age--) {
            directory.move(older(age - 1), older(age));
        }
        directory.move(CURRENT, older(1));
        return true;
    }
}
