package io.originwall.agent.state;

import io.originwall.agent.config.PlatformHints;
import io.originwall.agent.state.StateDirectory.Opened;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two agents from working with one state directory at once. The kernel holds the lock, so it goes with the process, however that
 * ends; what is written in the file only says who holds it. Only who may write the file can hold it: a lock of a reader is not honoured.
 */
public final class StateLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);
    private static final String FILE = "lock";
    private static final String FRESH = "lock.new";
    private static final String SOMEBODY = "another originwall";
    private static final int HOLDER_LIMIT = 200;
    private static final int ATTEMPTS = 10;

    /** Far behind the text: on Windows nobody else can read a byte that is locked. Whoever locks the whole file is kept out too. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /** Another process holds the lock; the message says which. */
    public static final class HeldException extends StateException {
        private static final long serialVersionUID = 1L;

        private final String holder;
        private final String file;

        HeldException(String holder, Path file) {
            super(holder + " is running and holds " + file + ": " + wayOut(holder));
            this.holder = holder;
            this.file = file.toString();
        }

        private static String wayOut(String holder) {
            PlatformHints advice = PlatformHints.here();
            return holder.startsWith(name("run"))
                    ? "let it do that (" + advice.reload() + "), or stop it first (" + advice.stop()
                            + "); its rules stay"
                    : "wait for it, or stop it";
        }

        /** Who holds what, without a word on what to do. */
        public String holding() {
            return holder + " holds " + file;
        }

        /** Is it this command that holds it? */
        public boolean isHeldBy(String command) {
            return holder.startsWith(name(command));
        }
    }

    private final List<Opened> held;

    private StateLock(List<Opened> held) {
        this.held = List.copyOf(held);
    }

    /** The file system of the directory cannot be written, or does not answer: nobody else is kept out, and nobody can be. */
    public static final class UnavailableException extends StateException {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @param directory made where it is missing
     * @param holder what the next one is told: the command, for instance
     * @throws HeldException if another process holds it
     * @throws UnavailableException if the file system does not work
     * @throws StateException if the directory is not ours to write, or is none, or the file of the lock may not be used
     */
    public static StateLock take(StateDirectory directory, String holder) throws StateException {
        Path file = directory.file(FILE);
        Attempt attempt;
        try {
            directory.create();
            attempt = directory.within(() -> attempt(directory));
        } catch (AccessDeniedException e) {
            throw new StateException(
                    "cannot use the state directory: " + IoErrors.with(file, e, "")
                            + ", or set state.store in the config",
                    e);
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            throw new StateException(unusable(directory, e), e);
        } catch (RefusedFileException e) {
            throw new StateException("cannot take the lock: " + e.getFile() + " " + e.getReason() + wayOut(e), e);
        } catch (IOException e) {
            throw new UnavailableException(unusable(directory, e), e);
        }
        if (attempt instanceof Attempt.Failed failed) {
            throw new HeldException(failed.holder(), file);
        }
        List<Opened> held = ((Attempt.Taken) attempt).held();
        sign(held.get(held.size() - 1).channel(), holder);
        return new StateLock(held);
    }

    private static String wayOut(RefusedFileException refused) {
        return String.valueOf(refused.getReason()).contains("; ") ? "" : "; delete it";
    }

    private static String unusable(StateDirectory directory, IOException e) {
        return "cannot use the state directory " + directory.path() + ": " + IoErrors.why(e)
                + "; make room or put it right, or set state.store in the config";
    }

    /** Who holds the lock of a state directory, or held it last, in its own words; empty where that cannot be told. */
    public static Optional<String> holder(Path directory) {
        try {
            String holder =
                    new String(new StateDirectory(directory).read(FILE, HOLDER_LIMIT), StandardCharsets.UTF_8).strip();
            return holder.isEmpty() ? Optional.empty() : Optional.of(holder);
        } catch (IOException e) {
            LOG.debug("nobody knows who holds the lock", e);
            return Optional.empty();
        }
    }

    /** For whoever has to do its work where there can be no lock: it keeps nobody out. */
    public static StateLock none() {
        return new StateLock(List.of());
    }

    /** What came of it. */
    private sealed interface Attempt {
        /** @param held the file of the lock is the last; who opened the one before it, which had its name, is kept out too */
        record Taken(List<Opened> held) implements Attempt {}

        record Failed(String holder) implements Attempt {}
    }

    private static Attempt attempt(StateDirectory directory) throws IOException {
        for (int number = 0; number < ATTEMPTS; number++) {
            Opened lock = directory.open(FILE, StateDirectory.Access.LOCK);
            boolean exclusive = isLocked(lock.channel(), false);
            if (!exclusive && !isLockedByReaders(lock)) {
                String other = holder(lock.channel());
                lock.close();
                return new Attempt.Failed(other);
            }
            if (directory.is(directory.file(FILE), lock)) {
                if (exclusive && lock.state().isPrivate()) {
                    return new Attempt.Taken(List.of(lock));
                }
                Optional<Attempt> replaced = replace(directory, lock);
                if (replaced.isPresent()) {
                    return replaced.get();
                }
            }
            // Another process has replaced it meanwhile, as replace does.
            lock.close();
        }
        return new Attempt.Failed(SOMEBODY);
    }

    /**
     * Who may only read the file cannot lock it against other readers: no agent does that, and everybody could. From now on we are such a
     * reader too, so no agent takes the lock behind our back.
     */
    private static boolean isLockedByReaders(Opened lock) throws IOException {
        return FilePermissions.UNIX && isLocked(lock.channel(), true);
    }

    /**
     * Puts another file in its place, which nobody else ever could open: others have this one open, or had the right to, and changing its
     * mode would not close it.
     *
     * @param lock locked by us, if only as a reader; still open where nothing is returned
     * @return nothing where the file of the lock is another by now
     */
    private static Optional<Attempt> replace(StateDirectory directory, Opened lock) throws IOException {
        Opened fresh = directory.open(FRESH, StateDirectory.Access.LOCK);
        if (!isLocked(fresh.channel(), false)) {
            fresh.close();
            lock.close();
            return Optional.of(new Attempt.Failed(SOMEBODY));
        }
        // Who replaces it locks the new file first: if the names are unchanged now, nobody else is at it.
        if (!directory.is(directory.file(FILE), lock) || !directory.is(directory.file(FRESH), fresh)) {
            fresh.close();
            return Optional.empty();
        }
        AtomicFile.move(directory.file(FRESH), directory.file(FILE));
        return Optional.of(new Attempt.Taken(List.of(lock, fresh)));
    }

    /** Holds the channel's file from now on until it is closed, unless somebody else does. */
    static boolean isLocked(FileChannel channel, boolean asReader) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, asReader) != null;
        } catch (OverlappingFileLockException e) {
            // Held by this very process; for the caller that is the same as any other holder.
            return false;
        }
    }

    /** Only tells the next one who it is, so a full disk does not matter. */
    private static void sign(FileChannel channel, String holder) {
        byte[] text = (name(holder) + "(pid " + ProcessHandle.current().pid() + ")").getBytes(StandardCharsets.UTF_8);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text), 0);
        } catch (IOException e) {
            LOG.debug("the lock is held, but does not say by whom", e);
        }
    }

    private static String name(String command) {
        return "originwall " + command + " ";
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(HOLDER_LIMIT);
        channel.read(text, 0);
        String holder = StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
        return holder.isEmpty() ? SOMEBODY : holder;
    }

    @Override
    public void close() throws StateException {
        try {
            for (Opened file : held) {
                file.close();
            }
        } catch (IOException e) {
            throw new StateException("cannot release the lock: " + IoErrors.why(e), e);
        }
    }
}
