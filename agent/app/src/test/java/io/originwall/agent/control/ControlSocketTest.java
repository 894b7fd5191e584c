package io.originwall.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.originwall.testing.Generator;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a client may do, and what it cannot do to the daemon. The timeout only ends a test that hangs. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ControlSocketTest {
    private static final ControlRequest RELOAD =
            new ControlRequest("reload", "/etc/x.yaml", "a: 1\n", Map.of("A", "1"), Map.of("json", ""));
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final ControlClient.Output IGNORED = new ControlClient.Output() {
        @Override
        public void out(String text) {}

        @Override
        public void err(String text) {}
    };

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    private Path socket() {
        return directory.resolve("control").resolve("socket");
    }

    private ControlServer server(ControlServer.Handler handler, Duration limit) throws IOException {
        ControlServer server = ControlServer.listen(socket(), handler, limit);
        open.add(server);
        return server;
    }

    private ControlResult ask() throws IOException {
        return ControlClient.ask(socket(), RELOAD, LONG, IGNORED);
    }

    private SocketChannel raw(String sent) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
        open.add(channel);
        channel.write(ByteBuffer.wrap(sent.getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    /** What the other side sends until it closes. */
    private static String rest(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(10_000);
        try {
            while (channel.read(buffer) >= 0) {
                assertThat(buffer.hasRemaining()).isTrue();
            }
        } catch (IOException reset) {
            // Closed with something unread.
        }
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @BeforeEach
    void theSocketPathFits() {
        assertThat(socket().toString().length()).isLessThan(100);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    @Test
    void aRequestArrivesAsItWasSentAndSoDoesTheVerdict() throws IOException {
        List<ControlRequest> seen = new ArrayList<>();
        ControlResult verdict = new ControlResult(78, List.of("line\none", "\u001b[31m", ""));
        server(
                (request, client) -> {
                    seen.add(request);
                    return verdict;
                },
                LONG);

        assertThat(ask()).isEqualTo(verdict);
        assertThat(seen).containsExactly(RELOAD);
    }

    @Test
    void onlyTheOwnerCanReachTheSocket() throws IOException {
        server((request, client) -> new ControlResult(0, List.of()), LONG);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void whoMayNotUseTheSocketIsToldWhoMay() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("root may enter every directory")
                .isNotEqualTo("root");
        server((request, client) -> new ControlResult(0, List.of()), LONG);
        Files.setPosixFilePermissions(socket().getParent(), PosixFilePermissions.fromString("---------"));
        try {
            assertThatThrownBy(this::ask)
                    .isInstanceOf(ControlClient.ForbiddenException.class)
                    .hasMessage("only root and the daemon's own account may use " + socket() + ": run this as root");
        } finally {
            Files.setPosixFilePermissions(socket().getParent(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aSocketThatWasLeftBehindIsReplaced() throws Exception {
        server((request, client) -> new ControlResult(1, List.of()), LONG);
        Files.move(socket(), socket().resolveSibling("kept"));
        open.remove(0).close();
        Files.move(socket().resolveSibling("kept"), socket());
        // The thread that accepts may still be about to notice.
        await().untilAsserted(() -> assertThatThrownBy(this::ask).isInstanceOf(ControlClient.NoDaemonException.class));

        server((request, client) -> new ControlResult(0, List.of()), LONG);

        assertThat(ask()).isEqualTo(new ControlResult(0, List.of()));
    }

    @Test
    void nothingElseIsRemovedAndNoLinkFollowed() throws Exception {
        Files.createDirectory(directory.resolve("control"));
        Files.writeString(socket(), "precious");
        assertThatThrownBy(() -> server((request, client) -> new ControlResult(0, List.of()), LONG))
                .hasMessageContaining("is not a socket");
        assertThat(socket()).hasContent("precious");

        Files.delete(socket());
        new ProcessBuilder("mkfifo", socket().toString()).start().waitFor();
        assertThatThrownBy(() -> server((request, client) -> new ControlResult(0, List.of()), LONG))
                .hasMessageContaining("is not a socket");
        assertThat(socket()).exists();

        Files.delete(socket());
        Files.delete(socket().getParent());
        Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(socket().getParent(), directory.resolve("elsewhere"));
        assertThatThrownBy(() -> server((request, client) -> new ControlResult(0, List.of()), LONG))
                .hasMessageContaining("is not a directory");
        assertThat(directory.resolve("elsewhere")).isEmptyDirectory();
    }

    @Test
    void aDaemonThatStoppedIsToldApartFromOneThatHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ControlServer server = server(
                (request, client) -> {
                    never.await();
                    return new ControlResult(0, List.of());
                },
                LONG);
        assertThatThrownBy(() -> ControlClient.ask(socket(), RELOAD, Duration.ofMillis(50), IGNORED))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ControlClient.NoDaemonException.class)
                .hasMessage("timed out");

        server.close();
        assertThatThrownBy(this::ask)
                .isInstanceOf(ControlClient.NoDaemonException.class)
                .hasMessageContaining(socket().toString());
    }

    @Test
    void aClientThatNeverFinishesItsRequestIsCutOff() throws IOException {
        server((request, client) -> new ControlResult(0, List.of()), Duration.ofMillis(50));

        assertThat(rest(raw("{\"command\":"))).isEmpty();
        assertThat(ask().exitCode()).isZero();
    }

    @Test
    void clientsThatHangKeepOnlyOtherClientsWaiting() throws IOException {
        server((request, client) -> new ControlResult(0, List.of()), LONG);
        List<SocketChannel> hanging = new ArrayList<>();
        for (int i = 0; i < ControlServer.MAX_CLIENTS; i++) {
            hanging.add(raw("{"));
        }

        assertThat(ask().exitCode()).as("the next one is told at once").isEqualTo(75);
        for (SocketChannel client : hanging) {
            client.close();
        }
        ControlResult verdict = ask();
        while (verdict.exitCode() == 75) {
            verdict = ask();
        }
        assertThat(verdict.exitCode()).isZero();
    }

    @Test
    void whatIsNoRequestIsNotHandled() throws IOException {
        List<ControlRequest> seen = new ArrayList<>();
        server(
                (request, client) -> {
                    seen.add(request);
                    return new ControlResult(0, List.of());
                },
                LONG);

        for (String sent : List.of("", "x", "[]", "{\"command\":1}", "{\"command\":\"a\"} {}", "{\"a\":1,\"a\":2}")) {
            assertThat(rest(raw(sent + "\n"))).isEmpty();
        }
        assertThat(rest(raw("\"" + "x".repeat(ControlServer.MAX_REQUEST_BYTES))))
                .isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void anyTextIsARequestOrRefused() {
        Generator.forAll(any -> {
            try {
                ControlJson.request(any.text("{}[]\":,\\ abcommandvrils01 \n", 60));
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        });
    }
}
