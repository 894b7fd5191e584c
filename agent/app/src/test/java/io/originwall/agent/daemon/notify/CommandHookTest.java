package io.originwall.agent.daemon.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.daemon.notify.Notification.About;
import io.originwall.agent.daemon.notify.Notification.State;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandHookTest {
    @TempDir
    Path directory;

    private static Notification notification(Kind kind, String target) {
        return Notification.of(
                Happenings.NOON,
                kind,
                State.HAPPENED,
                About.TARGET,
                Optional.of(target),
                kind + " at " + target,
                List.of());
    }

    private final Message message = new Message(
            "web 1",
            Happenings.NOON,
            List.of(notification(Kind.CHANGE, "a"), notification(Kind.DRIFT, "b"), notification(Kind.DRIFT, "a")),
            0);

    private CommandHook hook(String script, Duration limit, String... arguments) throws IOException {
        Path program = directory.resolve("hook");
        Files.writeString(program, "#!/bin/sh\n" + script);
        program.toFile().setExecutable(true);
        List<String> argv = new ArrayList<>(List.of(program.toString()));
        argv.addAll(List.of(arguments));
        return new CommandHook(argv, limit, new SystemCommandRunner());
    }

    private CommandHook hook(String script, String... arguments) throws IOException {
        return hook(script, Duration.ofSeconds(30), arguments);
    }

    private Receiver.Refusal refusal(CommandHook hook) {
        Receiver.Refusal refusal = catchThrowableOfType(Receiver.Refusal.class, () -> hook.deliver(message));
        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage()).doesNotContain("hush").doesNotContain("\n");
        return refusal;
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    @Test
    void readsTheMessageAndFindsTheGistInItsEnvironment() throws Exception {
        hook("cd \"$1\"; cat > stdin; env | grep ORIGINWALL_ | sort > env", directory.toString())
                .deliver(message);

        assertThat(file("stdin")).hasContent(message.json());
        assertThat(file("env")).hasContent("""
                ORIGINWALL_HOST=web 1
                ORIGINWALL_KINDS=change drift
                ORIGINWALL_SUMMARY=3 notices: drift at b; drift at a; change at a
                ORIGINWALL_TARGETS=a b
                """);
    }

    @Test
    void noShellLooksAtItsArguments() throws Exception {
        hook("printf %s \"$2\" > \"$1/argument\"", directory.toString(), "$(id); a  b")
                .deliver(message);

        assertThat(file("argument")).hasContent("$(id); a  b");
    }

    @Test
    void oneThatDoesNotReadItsInputIsFine() throws Exception {
        hook("exit 0").deliver(message);
    }

    @Test
    void anExitCodeIsAFailureWithWhatItSaid() throws Exception {
        assertThat(refusal(hook("echo 'no\033[31m pager' >&2; echo again >&2; exit 3"))
                        .getMessage())
                .isEqualTo("exit code 3: no [31m pager again");
    }

    @Test
    void oneThatHangsIsKilledWithItsChildren() throws Exception {
        String script = "trap '' TERM; sleep 300 & echo $$ $! > \"$1/pids\"; wait; sleep 300";

        assertThat(refusal(hook(script, Duration.ofSeconds(2), directory.toString()))
                        .getMessage())
                .isEqualTo("killed, it took longer than 2000 ms");

        for (String pid : Files.readString(file("pids")).strip().split(" ", -1)) {
            while (ProcessHandle.of(Long.parseLong(pid))
                    .map(ProcessHandle::isAlive)
                    .orElse(false)) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    void aChildThatStaysDoesNotHoldUsUp() throws Exception {
        hook("sleep 300 & echo $! > \"$1/pid\"", directory.toString()).deliver(message);

        ProcessHandle.of(Long.parseLong(Files.readString(file("pid")).strip()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void outputWithoutEndDoesNotFillTheMemory() throws Exception {
        CommandHook hook = hook("head -c 50000000 /dev/zero | tr '\\0' x; exit 1");
        List<CommandResult> results = new ArrayList<>();
        CommandHook watched = new CommandHook(hook.argv(), hook.limit(), new WatchedRunner(results));

        assertThat(refusal(watched).getMessage()).hasSizeLessThan(300).startsWith("exit code 1: xxx");

        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.stdout()).hasSizeLessThan(10_000));
    }

    /** The real one, with an eye on what it keeps. */
    private record WatchedRunner(List<CommandResult> results) implements CommandRunner {
        @Override
        public CommandResult run(Command command) throws CommandException {
            CommandResult result = new SystemCommandRunner().run(command);
            results.add(result);
            return result;
        }

        @Override
        public RunningCommand start(Command command, Consumer<String> lines) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String read(Path file) {
            return "";
        }
    }

    /** A daemon that may change the firewall by an ambient capability, as the unit has it. */
    private record WithAmbientRights() implements CommandRunner {
        @Override
        public CommandResult run(Command command) throws CommandException {
            return new SystemCommandRunner()
                    .run(command.prefixedBy(List.of(
                            "setpriv",
                            "--reuid=65534",
                            "--clear-groups",
                            "--inh-caps=+net_admin",
                            "--ambient-caps=+net_admin")));
        }

        @Override
        public RunningCommand start(Command command, Consumer<String> lines) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String read(Path file) throws IOException {
            try {
                return run(Command.of("cat", file.toString())).stdout();
            } catch (CommandException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void doesNotHaveTheRightToChangeTheFirewall() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        CommandRunner daemon = new WithAmbientRights();
        assertThat(daemon.read(Path.of("/proc/self/status"))).contains("CapEff:\t0000000000001000");
        CommandHook plain = hook("grep -E 'Cap(Inh|Prm|Eff|Amb)' /proc/self/status; exit 1");
        for (Path everybodys : List.of(directory, file("hook"))) {
            Files.setPosixFilePermissions(everybodys, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        assertThat(refusal(new CommandHook(plain.argv(), plain.limit(), daemon)).getMessage())
                .isEqualTo("exit code 1: CapInh: 0000000000000000 CapPrm: 0000000000000000"
                        + " CapEff: 0000000000000000 CapAmb: 0000000000000000");
    }

    @Test
    void oneThatIsNotThereIsSaidSoWithoutItsArguments() {
        CommandHook hook = new CommandHook(
                List.of(file("nothing").toString(), "--token=hush"), Duration.ofSeconds(30), new SystemCommandRunner());

        assertThat(refusal(hook).getMessage()).startsWith(file("nothing") + ": cannot be started");
        assertThat(hook).hasToString("command " + file("nothing"));
    }
}
