package io.originwall.agent.state;

import io.originwall.agent.config.Advice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two agents from working with one state directory at once. The kernel holds the lock, so it goes with the process, however that
 * ends; what is written in the file only says who holds it.
 */
public final class StateLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);
    private static final String FILE = "lock";
    private static final int HOLDER_LIMIT = 200;

    /** Far behind the text: on Windows nobody else can read a byte that is locked. Whoever locks the whole file is kept out too. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /** Another process holds the lock; the message says which. */
    public static final class HeldException extends StateException {
        private static final long serialVersionUID = 1L;

        private final String holder;

        HeldException(String holder, Path file) {
            super(holder + " is at work and holds " + file + ": " + wayOut(holder));
            this.holder = holder;
        }

        private static String wayOut(String holder) {
            Advice advice = Advice.here();
            return holder.startsWith(name("run"))
                    ? "let it do that (" + advice.reload() + "), or stop it first (" + advice.stop()
                            + "); its rules stay"
                    : "wait for it, or stop it";
        }

        /** Is it this command that holds it? */
        public boolean isHeldBy(String command) {
            return holder.startsWith(name(command));
        }
    }

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @param directory made where it is missing
     * @param holder what the next one is told: the command, for instance
     * @throws StateException if another process holds it, or the directory cannot be written
     */
    public static StateLock take(Path directory, String holder) throws StateException {
        Path file = directory.resolve(FILE);
        try {
            Files.createDirectories(directory);
            // The directory may be the service's, and its link must not lead root elsewhere.
            FileChannel channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            Ownership.follow(file);
            return lock(channel, file, holder);
        } catch (AccessDeniedException e) {
            throw new StateException(
                    "cannot use the state directory: " + Trouble.with(file, e, "") + ", or set state-dir in the config",
                    e);
        } catch (IOException e) {
            throw new StateException(
                    "cannot use the state directory " + directory + ": " + Trouble.why(e)
                            + "; make room or put it right, or set state-dir in the config",
                    e);
        }
    }

    private static StateLock lock(FileChannel channel, Path file, String holder) throws IOException, StateException {
        boolean locked = false;
        try {
            locked = channel.tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            // Held by this very process; for the caller that is the same as any other holder.
            locked = false;
        }
        if (!locked) {
            String other = holder(channel);
            channel.close();
            throw new HeldException(other, file);
        }
        sign(channel, holder);
        return new StateLock(channel);
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
        return holder.isEmpty() ? "another originwall" : holder;
    }

    @Override
    public void close() throws StateException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StateException("cannot release the lock: " + Trouble.why(e), e);
        }
    }
}
