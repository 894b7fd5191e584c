package io.originwall.agent.daemon.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ServiceManagerTest {
    private static final long SELF = ProcessHandle.current().pid();
    private static final Map<String, String> SYSTEMD = Map.of("NOTIFY_SOCKET", "/run/systemd/notify");
    private static final String NOTIFY = "env NOTIFY_SOCKET=/run/systemd/notify systemd-notify ";

    private final List<String> told = new ArrayList<>();
    private int exitCode;

    /** Stands for the machine: remembers what was run. */
    private final CommandRunner runner = new CommandRunner() {
        @Override
        public CommandResult run(Command command) throws CommandException {
            told.add(command.toString());
            if (exitCode < 0) {
                return new SystemCommandRunner().run(Command.of("no-such-tool"));
            }
            return new CommandResult(1, exitCode, "", "no such socket");
        }

        @Override
        public RunningCommand start(Command command, Consumer<String> lines) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String read(Path file) throws IOException {
            throw new UnsupportedOperationException();
        }
    };

    @Test
    void nobodyIsToldWhereNobodyListens() {
        ServiceManager nobody = ServiceManager.of(Map.of("WATCHDOG_USEC", "20000000"), runner);

        nobody.ready("up");
        nobody.status("up");
        nobody.reloading();
        nobody.alive();
        nobody.stopping("down");

        assertThat(told).isEmpty();
        assertThat(nobody.watchdogInterval()).isEmpty();
    }

    @Test
    void tellsWhatSystemdUnderstands() {
        ServiceManager systemd = ServiceManager.of(SYSTEMD, runner);

        systemd.ready("2 targets in sync");
        systemd.alive();
        systemd.reloading();
        systemd.ready("2 targets in sync");
        systemd.stopping("stopping");

        assertThat(told)
                .containsExactly(
                        NOTIFY + "READY=1 STATUS=2 targets in sync",
                        NOTIFY + "WATCHDOG=1",
                        NOTIFY + "RELOADING=1",
                        NOTIFY + "READY=1 STATUS=2 targets in sync",
                        NOTIFY + "STOPPING=1 STATUS=stopping");
    }

    @Test
    void aStatusIsToldOnce() {
        ServiceManager systemd = ServiceManager.of(SYSTEMD, runner);
        systemd.ready("in sync");

        systemd.status("in sync");
        systemd.status("host failed");
        systemd.status("host failed");
        systemd.status("in sync");

        assertThat(told.subList(1, told.size()))
                .containsExactly(NOTIFY + "STATUS=host failed", NOTIFY + "STATUS=in sync");
    }

    @Test
    void aStatusCannotSayAnythingElse() {
        ServiceManager systemd = ServiceManager.of(Map.of("NOTIFY_SOCKET", "@abstract"), runner);

        systemd.status(" failed:\nSTOPPING=1\r\tMAINPID=1 ");

        assertThat(told)
                .containsExactly("env NOTIFY_SOCKET=@abstract systemd-notify STATUS=failed: STOPPING=1 MAINPID=1");
    }

    @Test
    void whoeverTellsIsNotBotheredWithFailures() {
        ServiceManager systemd = ServiceManager.of(SYSTEMD, runner);

        exitCode = 1;
        assertThatCode(systemd::alive).doesNotThrowAnyException();
        exitCode = -1;
        assertThatCode(() -> systemd.status("in sync")).doesNotThrowAnyException();
    }

    @Test
    void theWatchdogIsFedTwiceInItsTime() {
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "90000000", "WATCHDOG_PID", "" + SELF), SELF))
                .contains(Duration.ofSeconds(45));
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "3000000"), SELF)).contains(Duration.ofMillis(1500));
    }

    @Test
    void aWatchdogOfAnotherProcessOrNoneIsNotFed() {
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "90000000", "WATCHDOG_PID", "1"), SELF))
                .isEmpty();
        assertThat(Watchdog.interval(Map.of(), SELF)).isEmpty();
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "0"), SELF)).isEmpty();
        assertThat(Watchdog.interval(Map.of("WATCHDOG_USEC", "soon"), SELF)).isEmpty();
    }
}
