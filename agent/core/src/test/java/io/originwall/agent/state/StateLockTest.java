package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    Path directory;

    @Test
    void makesTheDirectoryThatIsMissing() throws Exception {
        Path missing = directory.resolve("a/b");

        StateLock.take(new StateDirectory(missing), "sync").close();

        assertThat(missing).isDirectory();
    }

    @Test
    void theSecondIsToldWhoHoldsIt() throws Exception {
        try (StateLock first = StateLock.take(new StateDirectory(directory), "sync")) {
            assertThatThrownBy(() -> StateLock.take(new StateDirectory(directory), "sync"))
                    .isInstanceOf(StateLock.HeldException.class)
                    .hasMessage(
                            "originwall sync (pid " + ProcessHandle.current().pid() + ") is running and holds "
                                    + directory.resolve("lock") + ": wait for it, or stop it");
        }
    }

    /** Earlier versions lock the whole file. */
    @Test
    void keepsOutWhoLocksTheWholeFileAndIsKeptOutByIt() throws Exception {
        Path file = directory.resolve("lock");
        try (StateLock first = StateLock.take(new StateDirectory(directory), "sync");
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThatThrownBy(channel::tryLock).isInstanceOf(OverlappingFileLockException.class);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock whole = channel.tryLock()) {
            assertThat(whole).isNotNull();
            assertThatThrownBy(() -> StateLock.take(new StateDirectory(directory), "sync"))
                    .isInstanceOf(StateLock.HeldException.class);
        }
    }

    @Test
    void isFreeAgainAfterItIsClosed() throws Exception {
        StateLock.take(new StateDirectory(directory), "sync").close();

        StateLock.take(new StateDirectory(directory), "sync").close();
    }

    @Test
    void goesWithTheProcessThatHeldIt() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThatThrownBy(() -> StateLock.take(new StateDirectory(directory), "sync"))
                    .isInstanceOf(StateLock.HeldException.class)
                    .hasMessageContaining("originwall holder (pid " + holder.pid() + ")");
        } finally {
            holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }

        StateLock.take(new StateDirectory(directory), "sync").close();
    }

    @Test
    void aDirectoryThatCannotBeOneIsAClearError() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> StateLock.take(new StateDirectory(file), "sync"))
                .isInstanceOf(StateException.class)
                .hasMessageStartingWith("cannot use the state directory " + file);
    }

    /** Whoever may write there could put one there, and work beside the daemon would go unnoticed. */
    @Test
    void aFileThatMayNotBeTheLockIsNotTakenForABrokenFileSystem() throws Exception {
        Path lock = Files.createSymbolicLink(directory.resolve("lock"), directory.resolve("other"));

        assertThatThrownBy(() -> StateLock.take(new StateDirectory(directory), "sync"))
                .isInstanceOf(StateException.class)
                .isNotInstanceOf(StateLock.UnavailableException.class)
                .hasMessage("cannot take the lock: " + lock + " is no regular file; delete it");
    }

    /** Another process that holds the lock until it is killed. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] args) throws Exception {
            StateLock lock = StateLock.take(new StateDirectory(Path.of(args[0])), "holder");
            List.of("held").forEach(System.out::println);
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
            lock.close();
        }
    }
}
