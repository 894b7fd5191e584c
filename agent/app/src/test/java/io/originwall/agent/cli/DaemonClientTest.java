package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.control.ControlResult;
import io.originwall.agent.control.ControlServer;
import io.originwall.testing.OutputSchema;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside a daemon that answers whatever a test wants. */
@EnabledOnOs(OS.LINUX)
class DaemonClientTest {
    private final CommandLab lab;
    private final Path socket;

    DaemonClientTest(@TempDir Path directory) throws IOException {
        lab = new CommandLab(directory);
        Files.createDirectory(lab.stateDirectory());
        socket = lab.stateDirectory().resolve("control").resolve("socket");
    }

    private ControlServer answering(ControlServer.Handler handler) throws IOException {
        return ControlServer.listen(socket, handler, Duration.ofSeconds(30));
    }

    private ControlServer answering(int code, String line) throws IOException {
        return answering((request, client) -> new ControlResult(code, List.of(line)));
    }

    @Test
    void aRefusalWithoutADocumentGetsOne() throws Exception {
        try (ControlServer daemon = answering(ExitCode.LOCKED, "the daemon is busy: try again")) {
            CommandLab.Ran ran = lab.run("sync", "--json");

            assertThat(ran.out()).hasLineCount(1).contains("the daemon is busy", "\"exitCode\":75");
            OutputSchema.assertValid("error", ran.out());
            assertThat(ran.err()).isEqualTo("originwall: the daemon is busy: try again\n");
            assertThat(ran.code()).isEqualTo(ExitCode.LOCKED);
        }
    }

    @Test
    void aDocumentThatTheDaemonPrintsIsTheOnlyOne() throws Exception {
        ControlServer.Handler handler = (request, client) -> {
            client.out("{\"error\":\"no\",\"exitCode\":1}\n");
            return new ControlResult(ExitCode.FAILED, List.of("no"));
        };
        try (ControlServer daemon = answering(handler)) {
            assertThat(lab.run("sync", "--json").out()).hasLineCount(1);
            assertThat(lab.run("reload", "--json").out()).hasLineCount(1);
        }
    }

    @Test
    void aDaemonThatHangsUpIsNamedWithTheWayOut() throws Exception {
        Files.createDirectory(socket.getParent());
        Files.writeString(lab.stateDirectory().resolve("lock"), "originwall run (pid 4711)");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread hangingUp = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException closed) {
                    return;
                }
            });
            hangingUp.start();

            CommandLab.Ran ran = lab.run("sync");

            assertThat(ran.err())
                    .startsWith("originwall: the daemon, originwall run (pid 4711), does not answer at " + socket)
                    .endsWith(": systemctl stop originwall && originwall sync\n");
            assertThat(ran.code()).isEqualTo(ExitCode.LOCKED);
            hangingUp.join();
        }
    }

    @Test
    void variablesAreReadOnlyForACommandThatNeedsThem() throws Exception {
        Files.createDirectory(lab.configFile().resolveSibling("environment"));
        try (ControlServer daemon = answering(ExitCode.OK, "done")) {
            for (String command : List.of("sync", "remove", "status", "confirm")) {
                assertThat(lab.run(command).code()).as(command).isZero();
            }
            CommandLab.Ran reload = lab.run("reload");
            assertThat(reload.err()).contains("environment cannot be read: is not a regular file");
            assertThat(reload.code()).isEqualTo(ExitCode.FAILED);
        }
    }

    @Test
    void whatLooksOnlySaysWhereTheDaemonEnforcesAnotherConfig() throws Exception {
        lab.run("sync");
        ControlServer.Handler handler = (request, client) -> new ControlResult(
                request.command().equals("enforces") ? ExitCode.FAILED : ExitCode.USAGE,
                List.of("the daemon enforces another config than " + request.file()));
        try (ControlServer daemon = answering(handler)) {
            for (List<String> command : List.of(List.of("plan"), List.of("audit"), List.of("check", "103.21.244.1"))) {
                CommandLab.Ran ran = lab.run(command.toArray(String[]::new));
                assertThat(ran.err())
                        .isEqualTo("originwall: warning: the daemon enforces another config than " + lab.configFile()
                                + "\n");
                assertThat(ran.code()).isZero();
            }
        }
        try (ControlServer older = answering(ExitCode.USAGE, "does not know \"enforces\"")) {
            assertThat(lab.run("plan").err()).isEmpty();
        }
    }
}
