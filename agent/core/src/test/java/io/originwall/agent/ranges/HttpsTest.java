package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.http.RawServer;
import io.originwall.agent.http.SelfSigned;
import io.originwall.agent.time.Backoff;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS and redirects, against a server with a certificate of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpsTest {
    private static SSLContext tls;
    private static TestServer server;
    private static TestServer other;
    private static TestServer plain;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        tls = SelfSigned.forLocalhost(directory);
        server = TestServer.https(tls);
        other = TestServer.https(tls).on("/ips", TestServer.json(Lists.OF_2026));
        plain = TestServer.http().on("/ips", TestServer.json(Lists.OF_2026));
        server.on("/ips", TestServer.json(Lists.OF_2026));
    }

    @AfterAll
    static void stop() {
        server.close();
        other.close();
        plain.close();
    }

    private static FeedResult get(String path) throws FetchException {
        return RetryingHttp.over(Keeping.SHORT, Optional.of(tls.getSocketFactory()))
                .get(server.url(path), Validators.NONE);
    }

    @Test
    void aTrustedCertificateIsTaken() throws Exception {
        assertThat(get("/ips")).isInstanceOf(FeedResult.Body.class);
    }

    @Test
    void aCertificateNobodyVouchesForIsRefusedAtOnce() {
        assertThatThrownBy(() ->
                        RetryingHttp.over(Keeping.SHORT, Optional.empty()).get(server.url("/ips"), Validators.NONE))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessageContaining("SSLHandshake");
    }

    @Test
    void aBugInAFetchIsAFailedFetch() {
        SSLSocketFactory broken = new BrokenFactory();
        assertThatThrownBy(() ->
                        RetryingHttp.over(Keeping.SHORT, Optional.of(broken)).get(server.url("/ips"), Validators.NONE))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessage(server.url("/ips") + ": the exchange broke: java.lang.IllegalStateException: broken");
    }

    /** Not a failure of the network, but a fault of the program. */
    private static final class BrokenFactory extends SSLSocketFactory {
        @Override
        public String[] getDefaultCipherSuites() {
            throw new IllegalStateException("broken");
        }

        @Override
        public String[] getSupportedCipherSuites() {
            throw new IllegalStateException("broken");
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) {
            throw new IllegalStateException("broken");
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new IllegalStateException("broken");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new IllegalStateException("broken");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new IllegalStateException("broken");
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void aHandshakeThatDribblesIsCut() throws Exception {
        HttpLimits limits = new HttpLimits(
                Duration.ofSeconds(5),
                Duration.ofMillis(400),
                Duration.ofMillis(600),
                5,
                new Backoff(Duration.ofMillis(1), Duration.ofSeconds(10)),
                1 << 20);
        // The head of a TLS record of 16 KiB, and then its bytes one by one.
        try (RawServer raw = RawServer.deaf(RawServer.dribble("\u0016\u0003\u0003@\u0000", "x"))) {
            URI url = URI.create(raw.url().toString().replace("http:", "https:"));
            assertThatThrownBy(() -> RetryingHttp.over(limits, Optional.empty()).get(url, Validators.NONE))
                    .hasMessageContaining("no whole answer within");
            assertThat(raw.cut().await(20, TimeUnit.SECONDS))
                    .as("the connection is cut, not left to dribble on")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectOnTheSameHostIsFollowed(int status) throws Exception {
        server.on("/moved", TestServer.redirect(status, "/ips"));
        assertThat(get("/moved")).isInstanceOf(FeedResult.Body.class);
        server.on("/port", TestServer.redirect(status, other.url("/ips").toString()));
        assertThat(get("/port")).isInstanceOf(FeedResult.Body.class);
    }

    @Test
    void threeRedirectsAreFollowedAndAFourthIsNot() throws Exception {
        server.on("/1", TestServer.redirect(302, "/ips"))
                .on("/2", TestServer.redirect(302, "/1"))
                .on("/3", TestServer.redirect(302, "/2"))
                .on("/4", TestServer.redirect(302, "/3"))
                .on("/loop", TestServer.redirect(302, "/loop"));
        assertThat(get("/3")).isInstanceOf(FeedResult.Body.class);
        assertThatThrownBy(() -> get("/4")).hasMessage(server.url("/4") + ": more than 3 redirects");
        assertThatThrownBy(() -> get("/loop")).hasMessage(server.url("/loop") + ": more than 3 redirects");
    }

    @Test
    void aRedirectToPlainHttpIsNotFollowed() {
        server.on("/down", TestServer.redirect(302, plain.url("/ips").toString()));
        assertThatThrownBy(() -> get("/down"))
                .hasMessageContaining("redirects to " + plain.url("/ips") + ", which is not https:// on the same host");
        assertThat(plain.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/ips",
                "//example.com/ips",
                "https://127.0.0.1/ips",
                "file:///etc/passwd",
                "https://user@localhost/ips",
                "https://localhost:99999/",
                "",
                "https://[/",
                "ht tp://x"
            })
    void aRedirectElsewhereIsNotFollowed(String location) {
        server.on("/away", TestServer.redirect(302, location));
        assertThatThrownBy(() -> get("/away"))
                .isInstanceOf(FetchException.class)
                .hasMessageStartingWith(server.url("/away") + ": ");
    }
}
