package io.originwall.agent.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.originwall.agent.event.TargetStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent to the port, the next decent client is answered, and nothing is left behind. */
class BadClientsTest {
    private static final String GET_HEALTH = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final FakeOverview overview = FakeOverview.ready();
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "GET\r\n\r\n",
                "GET /healthz\r\n\r\n",
                "GET  /healthz HTTP/1.1\r\n\r\n",
                "GET /healthz HTTP/1.1 \r\n\r\n",
                "GET /health z HTTP/1.1\r\n\r\n",
                "G(T /healthz HTTP/1.1\r\n\r\n",
                "GET /healthz HTTX/1.1\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nno header\r\n\r\n",
                "GET /healthz HTTP/1.1\r\n: nameless\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nX: \u0000\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "\u0080\u00ff\u00fe\r\n\r\n"
            })
    void whatIsNoRequestIsRefusedAtOnce(String bytes) throws Exception {
        try (Lab lab = new Lab(overview)) {
            assertThat(lab.exchange(bytes)).startsWith("HTTP/1.1 400 Bad Request\r\n");
            assertServes(lab);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /healthz HTTP/2.0", "GET /healthz HTTP/0.9", "PRI * HTTP/2.0"})
    void otherVersionsAreRefused(String line) throws Exception {
        try (Lab lab = new Lab(overview)) {
            assertThat(lab.exchange(line + "\r\n\r\n")).startsWith("HTTP/1.1 505 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.0\r\n\r\n",
                "GET /healthz HTTP/1.1\n\n",
                "GET /healthz HTTP/1.1\r\nHost:a\r\nX:\r\nY: \u00e4\t \r\n\r\n",
                "GET http://127.0.0.1:9481/healthz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET HTTPS://a/healthz?x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
                "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void unusualRequestsAreAnsweredOnce(String bytes) throws Exception {
        try (Lab lab = new Lab(overview)) {
            assertThat(lab.exchange(bytes))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\r\nConnection: close\r\n")
                    .endsWith("\r\n\r\nok\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET mailto:x HTTP/1.1", "GET * HTTP/1.1", "CONNECT a:443 HTTP/1.1", "GET ? HTTP/1.1"})
    void targetsThatAreNoPathAreNotFound(String line) throws Exception {
        try (Lab lab = new Lab(overview)) {
            assertThat(lab.exchange(line + "\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\nX-Long: ", "GET / HTTP/1.1\r\nA: b\r\nA: b\r\nC: "})
    void aHugeHeadIsRefused(String start) throws Exception {
        try (Lab lab = new Lab(overview)) {
            assertThat(lab.exchange(start + "a".repeat(10 * Connection.MAX_HEAD_LENGTH)))
                    .startsWith("HTTP/1.1 431 ");
            assertServes(lab);
        }
    }

    @Test
    void aHeadOfTheGreatestLengthIsTaken() throws Exception {
        try (Lab lab = new Lab(overview)) {
            String start = "GET /healthz HTTP/1.1\r\nX-Long: ";
            String end = "\r\n\r\n";
            String filling = "a".repeat(Connection.MAX_HEAD_LENGTH - start.length() - end.length());

            assertThat(lab.exchange(start + filling + end)).startsWith("HTTP/1.1 200 ");
            assertThat(lab.exchange(start + filling + "aa" + end)).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (Lab lab = new Lab(overview);
                Socket client = lab.connect()) {
            client.setTcpNoDelay(true);
            for (int i = 0; i < GET_HEALTH.length(); i++) {
                Lab.send(client, GET_HEALTH.substring(i, i + 1));
            }

            assertThat(Lab.received(client)).endsWith("ok\n");
        }
    }

    @Test
    void anythingAtAllIsSurvived() throws Exception {
        Random random = new Random(481);
        try (Lab lab = new Lab(overview, Lab.SHORT)) {
            for (int i = 0; i < 200; i++) {
                byte[] bytes = new byte[1 + random.nextInt(3000)];
                random.nextBytes(bytes);

                assertThat(lab.exchange(new String(bytes, StandardCharsets.ISO_8859_1)))
                        .startsWith("HTTP/1.1 4");
            }
            assertServes(lab);
        }
    }

    @Test
    void aClientThatNeverEndsItsRequestIsHungUpOn() throws Exception {
        try (Lab lab = new Lab(overview, Lab.SHORT)) {
            assertThat(lab.exchange("GET /healthz HTTP/1.1\r\nX-Slow: "))
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n");
            assertThat(lab.exchange("")).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsHungUpOn() throws Exception {
        overview.setTargets(Stream.iterate(0, i -> i + 1)
                .limit(40_000) // more than the kernel's buffers hold
                .map(i -> FakeOverview.inSync("target-" + i))
                .toArray(TargetStatus[]::new));
        try (Lab lab = new Lab(overview, Lab.SHORT)) {
            Socket deaf = connect(lab);
            Lab.send(deaf, "GET /status HTTP/1.1\r\nHost: a\r\n\r\n");
            deaf.getInputStream().read(); // the answer has begun

            eventually(() -> !isHeldByTheServer(deaf));
            assertServes(lab);
        }
    }

    /** A client of the JDK's server that has begun to send holds one of its threads; here it holds nothing. */
    @Test
    void aThousandSlowClientsHoldNobodyUp() throws Exception {
        try (Lab lab = new Lab(overview)) {
            for (int i = 0; i < 1000; i++) {
                Lab.send(connect(lab), "GET /healthz HTTP/1.1\r\nX-Slow: ");
            }

            assertServes(lab);
            assertThat(lab.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(serverThreads()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void aThousandSilentConnectionsLeaveNothingBehind() throws Exception {
        long before = descriptors();
        try (Lab lab = new Lab(overview)) {
            for (int i = 0; i < 1000; i++) {
                connect(lab);
            }
            assertServes(lab);
            eventually(() -> descriptors() <= before + 1000 + HttpServer.MAX_CONNECTIONS + 10);
            hangUp();
            eventually(() -> descriptors() <= before + 10);
        }
        eventually(() -> serverThreads().isEmpty());
        eventually(() -> descriptors() <= before);
    }

    /** Who closes a connection with unread input resets it, and a client that still sends never gets to read the answer. */
    @Test
    void aBodyThatNobodyWantsDoesNotCostTheAnswer() throws Exception {
        try (Lab lab = new Lab(overview)) {
            String body = "a".repeat(20_000_000); // more than the kernel's buffers hold

            assertThat(lab.exchange("POST /status HTTP/1.1\r\nHost: a\r\n\r\n" + body))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void aClientThatHangsUpEarlyIsNoTrouble() throws Exception {
        try (Lab lab = new Lab(overview)) {
            for (int i = 0; i < 100; i++) {
                try (Socket client = lab.connect()) {
                    client.setSoLinger(true, 0); // a reset, not a farewell
                    Lab.send(client, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".substring(0, i % 35));
                }
            }
            assertServes(lab);
        }
    }

    @Test
    void healthIsToldWhileEverythingElseStandsStill() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        overview.setOnAsk(() -> await(released));
        try (Lab lab = new Lab(overview, Lab.SHORT)) {
            for (int i = 0; i < 600; i++) {
                Lab.send(connect(lab), "GET /status HTTP/1.1\r\nHost: a\r\n\r\n");
            }

            assertServes(lab);
            assertThat(lab.exchange("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 503 ");
            released.countDown();
            eventually(() -> isServed(lab, "/metrics"));
        } finally {
            released.countDown();
        }
    }

    private Socket connect(Lab lab) throws IOException {
        Socket client = lab.connect();
        clients.add(client);
        return client;
    }

    private static void assertServes(Lab lab) throws IOException {
        assertThat(lab.exchange(GET_HEALTH)).endsWith("\r\n\r\nok\n");
    }

    private static boolean isServed(Lab lab, String path) {
        try {
            return lab.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("http") && !name.contains("HttpClient"))
                .toList();
    }

    /** By /proc/net/tcp, proc_net_tcp(5): the other end of this connection still belongs to a descriptor. */
    private static boolean isHeldByTheServer(Socket client) {
        Pattern otherEnd = Pattern.compile(String.format(
                "\\s*\\d+: \\w+:%04X \\w+:%04X (?:\\S+ +){6}([0-9]+) .*", client.getPort(), client.getLocalPort()));
        try (Stream<String> connections = Files.lines(Path.of("/proc/self/net/tcp"))) {
            return connections
                    .map(otherEnd::matcher)
                    .anyMatch(line -> line.matches() && !line.group(1).equals("0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(limit)) {
                fail("not within half a minute");
            }
            Thread.sleep(20);
        }
    }
}
