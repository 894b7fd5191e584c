package io.originwall.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one way to the files of a state directory. The directory belongs to the account of the service, and root's commands use it too: a
 * link there must not lead root to other files, a pipe must not make it wait, and a file system that hangs must not keep a guard down. So
 * every file is checked ({@link StateFileCheck}) before and after it is opened, and every operation ends within a time. Safe for use by
 * several threads; make one for each process, so that all of it knows when the directory hangs.
 */
public final class StateDirectory {
    /** Longer than a busy disk takes; a command that waits for it is not given up on. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 10;

    /** Who holds a lock for one write is done in a few milliseconds. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(2);

    private static final Duration LOCK_PAUSE = Duration.ofMillis(2);

    private final Path path;
    private final TimeLimit limit;
    private final StateFileCheck check;
    private final ReentrantLock turn = new ReentrantLock();

    /** How a file is opened; but for {@link #READ}, it is made where it is missing. */
    public enum Access {
        READ,
        APPEND,
        /** To hold a lock on it, and to read and write who holds it. Nobody but the owner can open it, and so keep us from the lock. */
        LOCK;

        private Set<OpenOption> options() {
            return switch (this) {
                case READ -> Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                case APPEND -> Set.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
                case LOCK -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            };
        }
    }

    /** Opens nothing yet. */
    public StateDirectory(Path path) {
        this(path, LIMIT);
    }

    StateDirectory(Path path, Duration limit) {
        this.path = path.toAbsolutePath().normalize();
        this.limit = new TimeLimit(limit);
        this.check = new StateFileCheck(this.path);
    }

    /** Work on an open file. */
    @FunctionalInterface
    public interface Work<T> {
        T on(FileChannel file) throws IOException;
    }

    /**
     * An open file.
     *
     * @param state what it was when it was opened
     */
    record Opened(FileChannel channel, StateFileCheck.State state) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    public Path path() {
        return path;
    }

    /** For messages; files are opened by their names. */
    public Path file(String name) {
        Path file = path.resolve(name);
        if (!path.equals(file.getParent())) {
            throw new IllegalArgumentException("not the name of a file: " + name);
        }
        return file;
    }

    /** Makes it where it is missing, and takes from others what earlier versions let them read. */
    public void create() throws IOException {
        limit.run(path, () -> {
            FilePermissions.makeDirectory(path);
            FilePermissions.mend(path, files(""));
            return path;
        });
    }

    /**
     * The whole file.
     *
     * @param most bytes; a longer file is not ours
     * @throws NoSuchFileException if there is none
     */
    public byte[] read(String name, int most) throws IOException {
        return use(name, Access.READ, channel -> {
            long size = channel.size();
            if (size > most) {
                throw refused(name, "is longer than any that originwall writes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                // By position, which a pipe refuses instead of waiting.
                count = channel.read(bytes, bytes.position());
            }
            byte[] whole = new byte[bytes.flip().remaining()];
            bytes.get(whole);
            return whole;
        });
    }

    /**
     * Replaces the whole file, or makes it; {@link AtomicFile}.
     *
     * @throws IOException if nothing was changed: no room, no rights
     */
    public void write(String name, byte[] bytes) throws IOException {
        limit.run(file(name), () -> {
            FilePermissions.makeDirectory(path);
            AtomicFile.write(file(name), bytes);
            return name;
        });
    }

    /** Opens a file for this work, and closes it. */
    public <T> T use(String name, Access access, Work<T> work) throws IOException {
        return limit.run(file(name), () -> {
            if (access != Access.READ) {
                FilePermissions.makeDirectory(path);
            }
            try (Opened opened = open(name, access)) {
                return work.on(opened.channel());
            }
        });
    }

    /**
     * Does work while no other process, and no other thread of this one, does work under the same lock. Waits for its turn, within a time.
     *
     * @param lock the name of a file, which stays
     * @throws IOException if the work throws it, or if its turn does not come in time
     */
    <T> T exclusively(String lock, TimeLimit.Work<T> work) throws IOException {
        // Within one process the kernel's lock is of no use: whoever closes the file gives up the lock of the others
        // too.
        turn.lock();
        try {
            return limit.run(file(lock), () -> {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    try (Opened opened = openLock(lock)) {
                        await(opened.channel(), lock);
                        // Who has deleted it meanwhile would let another process in beside us.
                        if (is(file(lock), opened)) {
                            return work.run();
                        }
                    }
                }
                throw refused(lock, lock + " was replaced each time it was opened; try again");
            });
        } finally {
            turn.unlock();
        }
    }

    /** What the message of a failure is about is another file. */
    private Opened openLock(String lock) throws IOException {
        FilePermissions.makeDirectory(path);
        try {
            return open(lock, Access.LOCK);
        } catch (RefusedFileException e) {
            throw refused(lock, lock + " beside it " + e.getReason());
        }
    }

    private void await(FileChannel channel, String lock) throws IOException {
        long end = System.nanoTime() + LOCK_WAIT.toNanos();
        while (!StateLock.isLocked(channel, false)) {
            if (System.nanoTime() - end > 0) {
                throw refused(lock, "another process holds " + lock + "; wait for it, or stop it");
            }
            LockSupport.parkNanos(LOCK_PAUSE.toNanos());
        }
    }

    /** Makes an empty file, in place of one of that name. */
    public void touch(String name) throws IOException {
        limit.run(file(name), () -> {
            Files.deleteIfExists(file(name));
            open(name, Access.APPEND).close();
            return name;
        });
    }

    /** When a file was last written; empty where there is none. */
    public Optional<Instant> lastModified(String name) throws IOException {
        return state(name).map(StateFileCheck.State::modified);
    }

    /** What tells it from any other file, whatever its name is by now; empty where there is none. */
    public Optional<Object> identity(String name) throws IOException {
        return state(name).map(StateFileCheck.State::identity);
    }

    /** Its length in bytes; empty where there is none. */
    public Optional<Long> size(String name) throws IOException {
        return state(name).map(StateFileCheck.State::size);
    }

    private Optional<StateFileCheck.State> state(String name) throws IOException {
        try {
            return limit.run(file(name), () -> Optional.of(check.state(file(name))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Was there one? A link is deleted, not what it leads to. */
    public boolean delete(String name) throws IOException {
        return limit.run(file(name), () -> Files.deleteIfExists(file(name)));
    }

    /** Gives a file another name, in place of another file, if there is one. */
    public void move(String from, String to) throws IOException {
        limit.run(file(from), () -> {
            AtomicFile.move(file(from), file(to));
            return to;
        });
    }

    /** Sees to it that the names of files outlive a crash. */
    public void flush() throws IOException {
        limit.run(path, () -> {
            AtomicFile.flush(path);
            return path;
        });
    }

    /**
     * The names that begin so, sorted.
     *
     * @throws NoSuchFileException if there is no directory
     */
    public List<String> names(String prefix) throws IOException {
        return limit.run(path, () -> files(prefix));
    }

    /** Why nothing can be kept there, in one line; empty where all is well, and where we have no right to know. */
    public Optional<String> problem() {
        try {
            boolean broken = limit.run(
                    path, () -> Files.isDirectory(path) && FilePermissions.isOurs(path) && !Files.isWritable(path));
            return broken
                    ? Optional.of(path + " cannot be written, so nothing is remembered: is its file system read-only?")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(path + ": " + IoErrors.why(e) + ", so nothing is remembered");
        }
    }

    /** Is there such a directory? */
    public boolean exists() throws IOException {
        return limit.run(path, () -> Files.isDirectory(path));
    }

    private List<String> files(String prefix) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path)) {
            found.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<String> matching = new ArrayList<>(names);
        matching.removeIf(name -> !name.startsWith(prefix));
        return matching;
    }

    /** Several steps within one time; they must use nothing of this class but what has no limit of its own. */
    <T> T within(TimeLimit.Work<T> work) throws IOException {
        return limit.run(path, work);
    }

    /** Without a limit. Where another process gives the file another name meanwhile, it tries again. */
    Opened open(String name, Access access) throws IOException {
        Path file = file(name);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<StateFileCheck.State> found = check.find(file);
            Optional<Opened> opened = Optional.empty();
            if (found.isPresent()) {
                opened = open(file, access, found.get());
            } else if (access == Access.READ) {
                throw new NoSuchFileException(file.toString());
            } else {
                make(file, access);
            }
            if (opened.isPresent()) {
                return opened.get();
            }
        }
        throw refused(name, "was replaced each time it was opened; try again");
    }

    private Optional<Opened> open(Path file, Access access, StateFileCheck.State before) throws IOException {
        Opened opened;
        try {
            opened = new Opened(FileChannel.open(file, access.options()), before);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean same = false;
        try {
            same = is(file, opened);
        } finally {
            if (!same) {
                opened.close();
            }
        }
        return same ? Optional.of(opened) : Optional.empty();
    }

    private static void make(Path file, Access access) throws IOException {
        try (FileChannel fresh = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                FilePermissions.ofNewFile(access == Access.LOCK))) {
            FileOwnership.follow(file);
        } catch (FileAlreadyExistsException e) {
            return; // by another process, this moment
        }
    }

    /** Is it this file that has the name? Without a limit. */
    boolean is(Path file, Opened opened) throws IOException {
        return check.find(file)
                .filter(now -> now.identity().equals(opened.state().identity()))
                .isPresent();
    }

    private RefusedFileException refused(String name, String why) {
        return new RefusedFileException(file(name), why);
    }
}
