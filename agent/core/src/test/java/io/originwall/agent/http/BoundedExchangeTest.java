package io.originwall.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Peers that would go on for ever. The caller is told in time, the peer sees its connection cut, and the thread of the exchange ends; the
 * time limit of the tests is only for a client that does not do so.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundedExchangeTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    private static SSLContext tls;

    @BeforeAll
    static void makeKeys(@TempDir Path directory) throws Exception {
        tls = SelfSigned.forLocalhost(directory);
    }

    static Stream<Arguments> answersWithoutEnd() {
        return Stream.of(
                argumentSet("nothing", "", ""),
                argumentSet("a status line", "HTTP/1.1 200 ", "O"),
                argumentSet("a header", OK + "X-Slow: ", "x"),
                argumentSet("headers", OK, "X: y\r\n"),
                argumentSet("interim answers", "", "HTTP/1.1 100 Continue\r\n\r\n"),
                argumentSet("a body of known length", OK + "Content-Length: 1000000\r\n\r\n", "x"),
                argumentSet("a body that ends with the connection", OK + "\r\n", "x"),
                argumentSet("the size of a chunk", CHUNKED, "0"),
                argumentSet("an extension of a chunk", CHUNKED + "2;", "x"),
                argumentSet("a chunk", CHUNKED + "fffff\r\n", "x"),
                argumentSet("the end of a chunk", CHUNKED + "2\r\n{}", " "),
                argumentSet("a trailer", CHUNKED + "2\r\n{}\r\n0\r\n", "x"),
                argumentSet("trailers", CHUNKED + "2\r\n{}\r\n0\r\n", "X: y\r\n"));
    }

    @ParameterizedTest
    @MethodSource("answersWithoutEnd")
    void anAnswerThatDribblesIsCut(String head, String forever) throws Exception {
        try (RawServer server = new RawServer(dribble(head, forever))) {
            assertCutInTime(server, server.url(), client(Optional.empty()));
        }
    }

    @ParameterizedTest
    @MethodSource("answersWithoutEnd")
    void anAnswerThatDribblesOverTlsIsCut(String head, String forever) throws Exception {
        try (RawServer server = RawServer.secure(tls, dribble(head, forever))) {
            assertCutInTime(server, https(server), client(Optional.empty()));
        }
    }

    /** A peer that says nothing sees the cut as the end of what it reads. */
    private static RawServer.Script dribble(String head, String forever) {
        return forever.isEmpty()
                ? (client, out) -> {
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                    throw new IOException("the client hung up");
                }
                : RawServer.dribble(head, forever);
    }

    @Test
    void aHandshakeThatDribblesIsCut() throws Exception {
        // The head of a TLS record of 16 KiB, and then its bytes one by one.
        try (RawServer server = RawServer.deaf(RawServer.dribble("\u0016\u0003\u0003@\u0000", "x"))) {
            assertCutInTime(server, https(server), client(Optional.empty()));
        }
    }

    @ParameterizedTest
    @MethodSource("answersWithoutEnd")
    void aProxyThatDribblesIsCut(String head, String forever) throws Exception {
        // An answer that is whole opens the tunnel; what the proxy says after it is no TLS.
        try (RawServer proxy = new RawServer(dribble(head, forever))) {
            HttpClient client = client(Optional.of(proxy(proxy)));
            assertThatThrownBy(() -> client.send(get(URI.create("https://cdn.example/")), SOON))
                    .isInstanceOfAny(TimeoutException.class, ExchangeException.class);
            proxy.cut().await();
            assertNoExchangeGoesOn();
        }
    }

    @Test
    void aSocksProxyThatSaysNothingIsCut() throws Exception {
        try (RawServer proxy = RawServer.deaf(dribble("", ""))) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
            HttpClient client = client(Optional.of(always(new Proxy(Proxy.Type.SOCKS, address))));
            assertThatThrownBy(() -> client.send(get(URI.create("https://cdn.example/")), SOON))
                    .isInstanceOf(TimeoutException.class);
            assertNoExchangeGoesOn();
        }
    }

    @Test
    void aPeerThatNeverReadsTheRequestIsCutAndNothingIsLeftToDeliver() throws Exception {
        CountDownLatch over = new CountDownLatch(2);
        RawServer.Script reader = (client, out) -> {
            over.await();
            // It finds a reset here, not the part of the request that went before.
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
        Optional<String> body = Optional.of("x".repeat(32 << 20));
        try (RawServer plain = RawServer.deaf(reader);
                RawServer secure = RawServer.deaf(tls.getServerSocketFactory(), (client, out) -> {
                    client.getInputStream().read(); // the handshake, and one byte
                    reader.play(client, out);
                })) {
            for (URI url : List.of(plain.url(), https(secure))) {
                assertThatThrownBy(() -> client(Optional.empty())
                                .send(new HttpCall("POST", url, Map.of(), body, head -> -1), SOON))
                        .isInstanceOf(TimeoutException.class);
                assertNoExchangeGoesOn();
                over.countDown();
            }
            plain.cut().await();
            secure.cut().await();
        }
    }

    @ParameterizedTest
    @MethodSource("floods")
    void aFloodIsLeftAtOnce(String head, String forever) throws Exception {
        byte[] flood = RawServer.bytes(forever.repeat(400));
        try (RawServer server = new RawServer((client, out) -> {
            out.write(RawServer.bytes(head));
            while (true) {
                out.write(flood);
            }
        })) {
            assertThatThrownBy(() -> client(Optional.empty()).send(get(server.url()), Duration.ofDays(1)))
                    .isInstanceOf(ExchangeException.class);
            server.cut().await();
            assertNoExchangeGoesOn();
        }
    }

    static Stream<Arguments> floods() {
        return answersWithoutEnd()
                .filter(answer -> !answer.get()[1].equals("")
                        // Those are taken up to the longest body.
                        && !answer.get()[0].toString().endsWith("\r\n\r\n"));
    }

    @Test
    void aLookUpThatHangsHoldsUpNobody() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        HttpClient client = new HttpClient(
                Duration.ofDays(1),
                Optional.empty(),
                host -> {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                },
                Optional.empty());
        try (RawServer server = new RawServer((peer, out) -> out.write(RawServer.bytes(OK + "\r\n")))) {
            assertThatThrownBy(() -> client.send(get(server.url()), SOON)).isInstanceOf(TimeoutException.class);

            answer.countDown();
            assertNoExchangeGoesOn();
            assertThat(server.connections()).as("it comes too late to connect").isZero();
        }
    }

    @Test
    void anInterruptEndsTheExchange() throws Exception {
        try (RawServer server = new RawServer(dribble("", ""))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client(Optional.empty()).send(get(server.url()), Duration.ofDays(1)))
                    .isInstanceOf(InterruptedException.class);
            assertNoExchangeGoesOn();
        }
    }

    private static HttpClient client(Optional<ProxySelector> proxies) {
        return new HttpClient(
                Duration.ofDays(1), Optional.of(tls.getSocketFactory()), InetAddress::getAllByName, proxies);
    }

    private static HttpCall get(URI url) {
        return new HttpCall("GET", url, Map.of(), Optional.empty(), head -> 1 << 20);
    }

    private static URI https(RawServer server) {
        return URI.create(server.url().toString().replace("http:", "https:"));
    }

    private static ProxySelector proxy(RawServer server) {
        return always(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
    }

    static ProxySelector always(Proxy... proxies) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI url) {
                return List.of(proxies);
            }

            @Override
            public void connectFailed(URI url, SocketAddress address, IOException e) {
                assertThat(url.getScheme()).isEqualTo("https");
            }
        };
    }

    private static void assertCutInTime(RawServer server, URI url, HttpClient client) throws InterruptedException {
        assertThatThrownBy(() -> client.send(get(url), SOON)).isInstanceOf(TimeoutException.class);
        server.cut().await();
        assertNoExchangeGoesOn();
    }

    /** Waits for the threads of all exchanges, as long as it takes. */
    static void assertNoExchangeGoesOn() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("originwall-http")) {
                thread.join();
            }
        }
    }
}
