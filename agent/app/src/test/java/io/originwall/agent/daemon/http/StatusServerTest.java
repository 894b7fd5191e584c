package io.originwall.agent.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.config.HttpConfig;
import io.originwall.agent.daemon.http.StatusServer.Times;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.testing.OutputSchema;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a decent client gets. */
class StatusServerTest {
    private final FakeOverview overview = FakeOverview.ready();
    private Lab lab;

    @BeforeEach
    void start() throws Exception {
        lab = new Lab(overview);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void listsWhatThereIs() throws Exception {
        assertThat(lab.get("/").body()).contains("/metrics", "/healthz", "/readyz", "/status");
    }

    @Test
    void isHealthyAsLongAsTheDaemonIsAlive() throws Exception {
        assertThat(lab.get("/healthz").statusCode()).isEqualTo(200);

        overview.setAlive(false);

        HttpResponse<String> dead = lab.get("/healthz");
        assertThat(dead.statusCode()).isEqualTo(503);
        assertThat(dead.body()).isEqualTo("the scheduler stands still, or a cycle is stuck\n");
    }

    @Test
    void isReadyOnceEveryTargetIsInSync() throws Exception {
        overview.setTargets(
                FakeOverview.inSync("host"),
                FakeOverview.standing("put-right", FakeOverview.report("put-right", Result.CHANGED), Optional.empty()));

        assertThat(lab.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(lab.get("/readyz").body()).isEqualTo("ready\n");
    }

    @Test
    void isNotReadyBeforeThereAreRanges() throws Exception {
        try (Lab young = new Lab(new FakeOverview())) {
            HttpResponse<String> answer = young.get("/readyz");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("ranges: none yet\n");
        }
    }

    @Test
    void saysWhichTargetIsNotReadyAndWhy() throws Exception {
        overview.setTargets(
                FakeOverview.inSync("good"),
                FakeOverview.notLookedAt("new"),
                FakeOverview.standing("behind", FakeOverview.report("behind", Result.PENDING), Optional.empty()),
                FakeOverview.standing("broken", FakeOverview.report("broken", Result.FAILED), Optional.empty()));

        HttpResponse<String> answer = lab.get("/readyz");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("""
                target new: not looked at yet
                target behind: not in sync, 1 to change
                target broken: nft: not permitted; run as root
                """);
    }

    @Test
    void tellsTheStatusAsTheCommandDoes() throws Exception {
        overview.setTargets(
                FakeOverview.standing("host", FakeOverview.report("host", Result.CHANGED), FakeOverview.traffic(7, 3)),
                FakeOverview.standing("broken", FakeOverview.report("broken", Result.FAILED), Optional.empty()));

        HttpResponse<String> answer = lab.get("/status");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        OutputSchema.assertValid("status", answer.body());
        assertThat(answer.body()).isEqualTo("""
                {"ranges":{"origin":"cloudflare","fetchedAt":"2026-11-22T09:00:00Z","etag":"38f7","ipv4":2,"ipv6":1,\
                "state":"fresh","problems":[]},\
                "targets":[{"name":"host","type":"nftables","result":"in-sync","pending":0,"mode":"enforce",\
                "ports":["80/tcp","443/tcp"],"trialSecondsLeft":null,"lastChange":"2026-11-22T09:00:00Z","removed":null,\
                "traffic":{"ipv4":{"allowed":7,"denied":3},"ipv6":{"allowed":7,"denied":3}},"error":null},\
                {"name":"broken","type":"nftables","result":"failed","pending":0,"mode":null,"ports":[],\
                "trialSecondsLeft":null,"lastChange":"2026-11-22T09:00:00Z","removed":null,"traffic":null,\
                "error":"nft: not permitted; run as root"}]}
                """);
    }

    @Test
    void hasAStatusBeforeAnythingIsKnown() throws Exception {
        FakeOverview young = new FakeOverview();
        young.setTargets(FakeOverview.notLookedAt("host"));
        try (Lab other = new Lab(young)) {
            OutputSchema.assertValid("status", other.get("/status").body());
            assertThat(other.get("/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tellsTheMetricsInTheFormatThatIsAskedFor() throws Exception {
        HttpResponse<String> usual = lab.get("/metrics");
        HttpResponse<String> modern =
                lab.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

        assertThat(usual.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(usual.body())
                .contains("\n# TYPE originwall_ranges_blocks gauge\n")
                .doesNotContain("# EOF");
        assertThat(modern.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text; version=1.0.0"));
        assertThat(modern.body()).endsWith("# EOF\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*/*", "nonsense", "application/openmetrics-text;escaping=nonsense", ",,;=;", "\"", "a/b;q=9e9"})
    void anyAcceptGetsMetrics(String accept) throws Exception {
        assertThat(lab.get("/metrics", "Accept", accept).statusCode()).isEqualTo(200);
    }

    @Test
    void ignoresTheQuery() throws Exception {
        assertThat(lab.get("/healthz?verbose=1&x=%zz".replace("%", "%25")).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/metrics/",
                "/metrics/x",
                "/metrics/../x",
                "/metrics/../status",
                "/Metrics",
                "//metrics",
                "/.",
                "/%6detrics",
                "/status.json",
                "/metrics%00",
                "/favicon.ico"
            })
    void hasNothingBesideItsPaths(String path) throws Exception {
        assertThat(lab.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "BREW"})
    void onlyReads(String method) throws Exception {
        for (String path : List.of("/", "/metrics", "/healthz", "/readyz", "/status")) {
            HttpResponse<String> answer = lab.send(HttpRequest.newBuilder(lab.uri(path))
                    .method(method, HttpRequest.BodyPublishers.ofString("a body"))
                    .build());

            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void answersHeadAsGetButWithoutTheBody() throws Exception {
        String get = lab.exchange("GET /status HTTP/1.1\r\nHost: a\r\n\r\n");
        String head = lab.exchange("HEAD /status HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(head).endsWith("\r\n\r\n").contains("\r\nContent-Length: ");
        assertThat(get).startsWith(head).hasSizeGreaterThan(head.length());
    }

    @Test
    void letsNoBrowserGuessShareOrKeep() throws Exception {
        HttpResponse<String> answer = lab.get("/status", "Origin", "https://evil.example");

        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void givesAnAnswerAgainForAMoment() throws Exception {
        Times usual = Times.usual();
        Times lasting = new Times(
                usual.request(),
                usual.answer(),
                usual.send(),
                usual.drain(),
                usual.request().multipliedBy(1000));
        try (Lab other = new Lab(overview, lasting)) {
            String before = other.get("/status").body();
            overview.setTargets();

            assertThat(other.get("/status").body()).isEqualTo(before);
            assertThat(lab.get("/status").body()).isNotEqualTo(before);
        }
    }

    @Test
    void aBugInTheDaemonIsItsOwnAnswer() throws Exception {
        overview.setOnAsk(() -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(lab.get("/status").statusCode()).isEqualTo(500);
        assertThat(lab.get("/metrics").statusCode()).isEqualTo(500);
        assertThat(lab.get("/readyz").statusCode()).isEqualTo(500);
        assertThat(lab.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhatToDoAboutAPortInUse() throws Exception {
        String listen = "127.0.0.1:" + lab.server.address().getPort();

        assertThatThrownBy(() -> StatusServer.start(new HttpConfig(listen), overview, lab.metrics))
                .isInstanceOf(IOException.class)
                .hasMessage("http.listen: cannot listen on " + listen + ": Address already in use; "
                        + "end what listens there, set http.listen to another address, or to \"off\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-host.invalid:9481", "203.0.113.9:9481", "[2001:db8::9]:9481"})
    void saysWhatToDoAboutAnAddressThatIsNotOfThisHost(String listen) {
        assertThatThrownBy(() -> StatusServer.start(new HttpConfig(listen), overview, lab.metrics))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http.listen: cannot listen on " + listen + ": ")
                .hasMessageNotContaining("null")
                .hasMessageNotContaining("\n");
    }

    @Test
    void isNotThereWhereItIsOff() throws Exception {
        assertThat(StatusServer.start(new HttpConfig("off"), overview, lab.metrics))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", "localhost:0"})
    void listensWhereTheConfigSays(String listen) throws Exception {
        try (StatusServer server = StatusServer.start(new HttpConfig(listen), overview, lab.metrics)
                        .orElseThrow();
                Socket client = new Socket()) {
            client.connect(server.address(), 20_000);
            Lab.send(client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(Lab.received(client)).endsWith("\r\n\r\nok\n");
        }
    }

    /** Java would take 0.0.0.0 for every IPv6 address too. */
    @Test
    void everyIpv4AddressIsNoIpv6Address() throws Exception {
        try (StatusServer server = StatusServer.start(new HttpConfig("0.0.0.0:0"), overview, lab.metrics)
                .orElseThrow()) {
            int port = server.address().getPort();
            InetAddress ipv6Loopback =
                    InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

            new Socket(InetAddress.getLoopbackAddress(), port).close();
            assertThatThrownBy(() -> new Socket(ipv6Loopback, port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void thePortIsFreeOnceItIsClosed() throws Exception {
        int port = lab.server.address().getPort();
        try (Socket open = lab.connect()) {
            Lab.send(open, "GET ");

            lab.close();
            lab.close();

            new ServerSocket(port).close();
        }
    }
}
