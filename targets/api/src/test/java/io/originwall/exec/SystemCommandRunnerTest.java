package io.originwall.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemCommandRunnerTest {
    private final SystemCommandRunner runner = new SystemCommandRunner();

    private static Command shell(String script) {
        return Command.of("sh", "-c", script);
    }

    @Test
    void secretArgumentsAreNeitherLoggedNorInAMessage() {
        Command command = Command.of("/nowhere/hook", "--token=hush").withSecretArguments();

        assertThat(command).hasToString("/nowhere/hook");
        assertThat(command.within(Duration.ofSeconds(1)).prefixedBy(List.of("setpriv")))
                .hasToString("setpriv");
        assertThatThrownBy(() -> runner.run(command))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("/nowhere/hook: cannot be started")
                .hasMessageNotContaining("hush");
    }

    @Test
    void passesOnExitCodeAndBothStreams() throws CommandException {
        CommandResult result = runner.run(shell("echo out; echo err >&2; exit 3"));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.pid()).isPositive();
    }

    @Test
    void noShellLooksAtTheArguments() throws CommandException {
        String nasty = "a b\t\"c\" 'd' $HOME `id` ; | > * \\ é";

        assertThat(runner.run(Command.of("printf", "%s", nasty)).stdout()).isEqualTo(nasty);
    }

    @Test
    void keepsEmptyArguments() throws CommandException {
        assertThat(runner.run(Command.of("printf", "[%s]", "", "x")).stdout()).isEqualTo("[][x]");
    }

    @Test
    void theEnvironmentIsNotTheCallers() throws CommandException {
        assertThat(runner.run(Command.of("env")).stdout().lines())
                .containsExactlyInAnyOrder(
                        "LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin");
    }

    @Test
    void aCommandMayHaveVariablesOfItsOwnButNotAnotherPath() throws CommandException {
        Command command = Command.of("env").withEnvironment(Map.of("ORIGINWALL_HOST", "web 1\n=é", "PATH", "/tmp"));

        assertThat(runner.run(command).stdout())
                .contains("ORIGINWALL_HOST=web 1\n=é\n")
                .contains("PATH=/usr/sbin:")
                .doesNotContain("PATH=/tmp");
    }

    @Test
    void keepsNoMoreOutputThanItIsToldButReadsItAll() throws CommandException {
        Command command = shell(
                        "head -c 50000000 /dev/zero | tr '\\0' x; head -c 100000 /dev/zero | tr '\\0' y >&2; exit 7")
                .keepingOutput(1000);

        CommandResult result = runner.run(command);

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout()).isEqualTo("x".repeat(1000));
        assertThat(result.stderr()).isEqualTo("y".repeat(1000));
    }

    @Test
    void megabytesGoThroughBothWays() throws CommandException {
        String input = "0123456789abcdef\n".repeat(500_000);

        CommandResult result = runner.run(Command.of("tee", "/dev/stderr").withStdin(input));

        assertThat(result.stdout()).isEqualTo(input);
        assertThat(result.stderr()).isEqualTo(input);
    }

    @Test
    void aCommandThatDoesNotReadItsInputIsNoError() throws CommandException {
        assertThat(runner.run(Command.of("true").withStdin("x".repeat(1_000_000)))
                        .isSuccess())
                .isTrue();
    }

    @Test
    void aCommandWithoutInputReadsItsEnd() throws CommandException {
        assertThat(runner.run(Command.of("cat")).stdout()).isEmpty();
    }

    @Test
    void namesAToolThatIsMissingAndWhereItLooked() {
        assertThatThrownBy(() -> runner.run(Command.of("no-such-tool", "x")))
                .isInstanceOf(CommandNotFoundException.class)
                .hasMessage("no-such-tool: not found in"
                        + " /usr/sbin, /usr/bin, /sbin, /bin, /usr/local/sbin, /usr/local/bin");
    }

    @Test
    void looksForToolsInTheGivenDirectoriesOnly(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("tool"), "#!/bin/sh\necho mine\n")
                .toFile()
                .setExecutable(true);
        Files.writeString(directory.resolve("data"), "not a program");
        SystemCommandRunner here = new SystemCommandRunner(ChildEnvironment.of(new ToolPath(List.of(directory))));

        assertThat(here.run(Command.of("tool")).stdout()).isEqualTo("mine\n");
        assertThatThrownBy(() -> here.run(Command.of("data"))).isInstanceOf(CommandNotFoundException.class);
        assertThatThrownBy(() -> here.run(Command.of("env"))).isInstanceOf(CommandNotFoundException.class);
    }

    @Test
    void saysWhenAToolCannotBeStarted(@TempDir Path directory) throws Exception {
        Path broken = Files.writeString(directory.resolve("broken"), "#!/no/such/interpreter\n");
        broken.toFile().setExecutable(true);

        assertThatThrownBy(() -> runner.run(Command.of(broken.toString())))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("cannot be started");
    }

    @Test
    void killsACommandThatTakesTooLongWithItsChildren(@TempDir Path directory) throws Exception {
        Path pids = directory.resolve("pids");
        Command stubborn = shell("trap '' TERM; sleep 300 & echo $$ $! > " + pids + "; wait; sleep 300")
                .within(Duration.ofSeconds(2));

        assertThatThrownBy(() -> runner.run(stubborn))
                .isInstanceOf(CommandTimeoutException.class)
                .hasMessageContaining("sh -c")
                .hasMessageContaining("2000 ms");

        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            awaitEnd(Long.parseLong(pid));
        }
    }

    private static void awaitEnd(long pid) throws InterruptedException {
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            Thread.sleep(20);
        }
    }

    @Test
    void anInterruptKillsTheCommandAndIsNotLost(@TempDir Path directory) throws Exception {
        Path pid = directory.resolve("pid");
        BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
        Thread waiting = new Thread(() -> {
            try {
                outcome.add(runner.run(shell("echo $$ > " + pid + "; exec sleep 300")));
            } catch (CommandException e) {
                outcome.add(e);
            }
            outcome.add(Thread.currentThread().isInterrupted());
        });
        waiting.start();
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            Thread.sleep(20);
        }

        waiting.interrupt();

        assertThat(outcome.take()).isInstanceOf(CommandInterruptedException.class);
        assertThat(outcome.take()).isEqualTo(true);
        awaitEnd(Long.parseLong(Files.readString(pid).strip()));
    }

    @Test
    void aGrandchildThatKeepsThePipeOpenDoesNotKeepUs(@TempDir Path directory) throws Exception {
        Path pid = directory.resolve("pid");

        CommandResult result = runner.run(shell("sleep 300 & echo $! > " + pid + "; echo done"));

        assertThat(result.stdout()).isEqualTo("done\n");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void aCommandThatStaysHandsOverItsLinesUntilItIsClosed() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        RunningCommand running = runner.start(shell("echo one; echo two; exec sleep 300"), lines::add);

        assertThat(lines.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
        assertThat(lines.poll(30, TimeUnit.SECONDS)).isEqualTo("two");
        assertThat(running.isAlive()).isTrue();
        running.close();
        assertThat(running.isAlive()).isFalse();
    }

    @Test
    void aCommandThatStaysMayEndByItself() throws Exception {
        RunningCommand running = runner.start(shell("exit 1"), line -> {});

        while (running.isAlive()) {
            Thread.sleep(20);
        }
        running.close();
    }

    @Test
    void aCommandThatStaysMustExist() {
        assertThatThrownBy(() -> runner.start(Command.of("no-such-tool"), line -> {}))
                .isInstanceOf(CommandNotFoundException.class);
    }

    /** Of a sysctl, a second read gives nothing, and its size is 0. */
    @Test
    void readsAllThatAFileOfTheKernelSays() throws Exception {
        for (String file : List.of("/proc/sys/net/ipv4/ip_local_port_range", "/proc/self/net/if_inet6")) {
            assertThat(runner.read(Path.of(file)))
                    .as(file)
                    .isEqualTo(runner.run(Command.of("cat", file)).stdout());
        }
    }

    @Test
    void aFileThatIsNotThereSaysSo() {
        assertThatThrownBy(() -> runner.read(Path.of("/proc/sys/net/nothing"))).isInstanceOf(NoSuchFileException.class);
    }
}
