package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user without any right to Originwall's files, who opened the lock while an earlier version let everybody read it. */
class LockByReaderTest {
    private static final String NOBODY = "65534";
    private static final int SERVICE = 4711;

    @TempDir
    private Path directory = Path.of("");

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void asAnEarlierVersionLeftIt() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root becomes somebody else");
        allow("rwxr-xr-x", directory);
        Path state = Files.createDirectory(state());
        allow("rwxr-xr-x", state);
        Path lock = Files.writeString(state.resolve("lock"), "originwall run (pid 1)");
        allow("rw-r--r--", lock);
        for (Path theServices : List.of(lock, state)) {
            Files.setAttribute(theServices, "unix:uid", SERVICE);
            Files.setAttribute(theServices, "unix:gid", SERVICE);
        }
    }

    @AfterEach
    void endIt() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Path state() {
        return directory.resolve("state");
    }

    private static void allow(String mode, Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private StateLock take() throws StateException {
        return StateLock.take(new StateDirectory(state()), "sync");
    }

    @Test
    void aReadersLockKeepsNobodyOut() throws Exception {
        readerHolds();

        try (StateLock lock = take()) {
            assertThatThrownBy(this::take).isInstanceOf(StateLock.HeldException.class);
        }

        take().close();
    }

    @Test
    void aReaderThatWaitsForTheLockGetsItAndKeepsNobodyOut() throws Exception {
        Process reader;
        try (FileChannel earlier = FileChannel.open(state().resolve("lock"), StandardOpenOption.WRITE)) {
            earlier.lock();
            reader = reader();
            go(reader);
        }
        assertThat(reader.inputReader().readLine()).isEqualTo("holds");

        assertThatCode(() -> take().close()).doesNotThrowAnyException();
    }

    /** It has the file open before that is replaced, and begins to wait after that. */
    @Test
    void aReaderFromBeforeTheUpgradeGetsALockThatCountsNoMore() throws Exception {
        Process reader = reader();
        try (StateLock lock = take()) {
            go(reader);
        }
        assertThat(reader.inputReader().readLine()).isEqualTo("holds");

        assertThatCode(() -> take().close()).doesNotThrowAnyException();
    }

    @Test
    void nobodyElseCanOpenTheLockNorLookIntoTheDirectory() throws Exception {
        take().close();

        assertThat(mode(state())).isEqualTo("rwxr-x---");
        assertThat(mode(state().resolve("lock"))).isEqualTo("rw-------");
        assertThat(Files.getAttribute(state().resolve("lock"), "unix:uid")).isEqualTo(SERVICE);
    }

    /** While the lock is replaced for one of them, the others still find it held. */
    @Test
    void ofManyThatFindAReaderInTheWayOneTakesTheLock() throws Exception {
        readerHolds();
        List<Process> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            takers.add(java(List.of(), StateLockTest.LockHolder.class, state().toString()));
        }

        List<String> said = new ArrayList<>();
        for (Process taker : takers) {
            said.add(String.valueOf(taker.inputReader().readLine()));
        }

        assertThat(said).containsOnlyOnce("held");
    }

    private void readerHolds() throws IOException {
        Process reader = reader();
        go(reader);
        assertThat(reader.inputReader().readLine()).isEqualTo("holds");
    }

    private Process reader() throws IOException {
        Path program = Files.createDirectories(directory.resolve("program/io/originwall/agent/state"));
        allow("rwxr-xr-x", program);
        String name = Reader.class.getName().replace("io.originwall.agent.state.", "") + ".class";
        byte[] code = Reader.class.getResourceAsStream(name).readAllBytes();
        Files.write(program.resolve(name), code);
        Process reader = java(
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"),
                Reader.class,
                state().resolve("lock").toString());
        assertThat(reader.inputReader().readLine()).isEqualTo("has it open");
        return reader;
    }

    /** Returns when it is about to wait. */
    private static void go(Process reader) throws IOException {
        reader.outputWriter().append('\n').flush();
        assertThat(reader.inputReader().readLine()).isEqualTo("waits");
    }

    private Process java(List<String> before, Class<?> type, String argument) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.add(
                before.isEmpty()
                        ? System.getProperty("java.class.path")
                        : directory.resolve("program").toString());
        command.addAll(List.of(type.getName(), argument));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    /** Waits for a lock as a reader, and keeps it. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws Exception {
            FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.READ);
            System.out.println("has it open");
            System.in.read();
            System.out.println("waits");
            channel.lock(0, Long.MAX_VALUE, true);
            System.out.println("holds");
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
            channel.close();
        }
    }
}
