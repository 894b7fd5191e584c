package io.originwall.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy of the network, in front of an https server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OPEN = "HTTP/1.1 200 Connection established\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    private static SSLContext tls;
    private static RawServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        tls = SelfSigned.forLocalhost(directory);
        server = RawServer.secure(tls, (client, out) -> out.write(RawServer.bytes(ANSWER)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static URI url() {
        return URI.create(server.url().toString().replace("http:", "https:"));
    }

    private static HttpClient client(Proxy... proxies) {
        return new HttpClient(
                LIMIT,
                Optional.of(tls.getSocketFactory()),
                InetAddress::getAllByName,
                Optional.of(BoundedExchangeTest.always(proxies)));
    }

    private static Proxy at(int port) {
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static String get(HttpClient client, URI url) throws Exception {
        HttpResult result = client.send(new HttpCall("GET", url, Map.of(), Optional.empty(), head -> 100), LIMIT);
        return new String(result.body(), StandardCharsets.UTF_8);
    }

    /** Opens the tunnel and carries the bytes both ways. */
    private static RawServer relay() {
        return new RawServer((client, out) -> {
            try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                out.write(RawServer.bytes(OPEN));
                Thread back = new Thread(() -> {
                    try {
                        origin.getInputStream().transferTo(out);
                        client.shutdownOutput();
                    } catch (IOException e) {
                        return; // one of them hung up
                    }
                });
                back.start();
                client.getInputStream().transferTo(origin.getOutputStream());
                back.join();
            }
        });
    }

    @Test
    void httpsGoesThroughTheTunnelOfTheProxyThatTheJvmIsToldOf() throws Exception {
        try (RawServer proxy = relay()) {
            Map<String, String> properties = Map.of(
                    "https.proxyHost", "localhost", "https.proxyPort", "" + proxy.port(), "http.nonProxyHosts", "");
            properties.forEach(System::setProperty);
            try {
                assertThat(get(new HttpClient(LIMIT, Optional.of(tls.getSocketFactory())), url()))
                        .isEqualTo("hi");
            } finally {
                properties.keySet().forEach(System::clearProperty);
            }
            String host = "localhost:" + server.port();
            assertThat(proxy.heads()).contains("CONNECT " + host + " HTTP/1.1", "Host: " + host);
        }
    }

    @Test
    void aProxyThatRefusesIsNamedAsTheOneWhoDoes() {
        try (RawServer proxy = new RawServer((client, out) -> out.write(
                RawServer.bytes("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nlogin")))) {
            assertThatThrownBy(() -> get(client(at(proxy.port())), url()))
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageContaining("the proxy opens no tunnel: it answered 407");
        }
    }

    @Test
    void theNextProxyIsTriedWhereOneCannotBeReached() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        try (RawServer proxy = relay()) {
            assertThat(get(client(at(nobody), at(proxy.port())), url())).isEqualTo("hi");
            assertThat(get(client(at(nobody), Proxy.NO_PROXY), url())).isEqualTo("hi");
        }
    }

    @Test
    void aSelectorThatNamesNoneMeansADirectConnection() throws Exception {
        HttpClient client = new HttpClient(
                LIMIT, Optional.of(tls.getSocketFactory()), InetAddress::getAllByName, Optional.<ProxySelector>empty());
        assertThat(get(client, url())).isEqualTo("hi");
    }

    @Test
    void plainHttpNeverGoesToAProxy() throws Exception {
        try (RawServer proxy = relay();
                RawServer plain = new RawServer((client, out) -> out.write(RawServer.bytes(ANSWER)))) {
            assertThat(get(client(at(proxy.port())), plain.url())).isEqualTo("hi");
            assertThat(proxy.connections()).isZero();
        }
    }
}
