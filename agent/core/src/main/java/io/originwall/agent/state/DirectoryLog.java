package io.originwall.agent.state;

import io.originwall.agent.state.StateDirectory.Access;
import io.originwall.state.StateLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code journal.jsonl} and the older files beside it. Lines go to its end with one write each time, which the kernel keeps apart from those
 * of another process, and are flushed to the disk; a line that a crash cut short is ended by the next one. Only the rotation takes a lock.
 */
final class DirectoryLog implements StateLog {
    private static final String CURRENT = "journal.jsonl";
    private static final String LOCK = "journal.lock";
    private static final int ATTEMPTS = 10;

    /** Three times what is in a file when it is set aside. */
    private static final int MAX_FILE_BYTES = 32 << 20;

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

    DirectoryLog(StateDirectory directory, Limits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /** Their names, the newest first; some may not be there. */
    private List<String> names() {
        return Stream.concat(
                        Stream.of(CURRENT), IntStream.range(1, limits.files()).mapToObj(DirectoryLog::older))
                .toList();
    }

    private static String older(int age) {
        return CURRENT + "." + age;
    }

    @Override
    public void append(List<String> lines) throws IOException {
        byte[] bytes = bytes(lines);
        if (isFull()) {
            rotate();
        }
        boolean torn = endsWithinALine();
        boolean fresh = directory.use(CURRENT, Access.APPEND, channel -> {
            long before = channel.size();
            write(channel, torn ? onANewLine(bytes) : bytes, before);
            return before == 0;
        });
        if (fresh) {
            directory.flush();
        }
    }

    private static byte[] bytes(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line.indexOf('\n') >= 0 || line.getBytes(StandardCharsets.UTF_8).length > MAX_LINE_BYTES) {
                throw new IllegalArgumentException("not a line: too long, or several");
            }
            text.append(line).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void read(Predicate<Line> visitor) throws IOException {
        Set<Object> seen = new HashSet<>();
        for (String name : names()) {
            Optional<byte[]> content = content(name, seen);
            if (content.isPresent() && !isVisited(directory.file(name) + ":", content.get(), visitor)) {
                return;
            }
        }
    }

    /** Of a file that was not seen before: a rotation may have given one that was another name meanwhile. */
    private Optional<byte[]> content(String name, Set<Object> seen) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Object> identity = directory.identity(name);
            if (identity.isEmpty() || seen.contains(identity.get())) {
                return Optional.empty(); // none so old yet, or a rotation that a crash cut short
            }
            byte[] content;
            try {
                content = directory.read(name, MAX_FILE_BYTES);
            } catch (NoSuchFileException e) {
                continue; // set aside this moment
            }
            if (directory.identity(name).equals(identity)) {
                seen.add(identity.get());
                return Optional.of(content);
            }
        }
        throw new RefusedFileException(directory.file(name), "was set aside each time it was read; try again");
    }

    /** From the end to the beginning; false as soon as the visitor says so. */
    private static boolean isVisited(String position, byte[] content, Predicate<Line> visitor) {
        int end = content.length;
        if (end > 0 && content[end - 1] == '\n') {
            end--;
        }
        int number = 1;
        for (int i = 0; i < end; i++) {
            number += content[i] == '\n' ? 1 : 0;
        }
        while (end >= 0) {
            int start = end;
            while (start > 0 && content[start - 1] != '\n') {
                start--;
            }
            String text = new String(content, start, end - start, StandardCharsets.UTF_8);
            if (!text.isEmpty() && !visitor.test(new Line(position + number, text))) {
                return false;
            }
            end = start - 1;
            number--;
        }
        return true;
    }

    @Override
    public String location() {
        return directory.path().toString();
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
