package io.originwall.agent.daemon.http;

import io.originwall.agent.config.HttpConfig;
import io.originwall.agent.daemon.http.StatusServer.Times;
import io.originwall.agent.event.Overview;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/** A running status server on a port of its own, and clients for it: a decent one, and bare sockets. */
final class Lab implements AutoCloseable {
    /** Nothing is given twice, and a slow client has half a second. */
    static final Times SHORT = new Times(
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ZERO);

    static final Times PATIENT = new Times(
            Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO);

    private static final int LIVENESS_MILLIS = 20_000;

    final Metrics metrics = new Metrics("1.2.3", Clock.fixed(FakeOverview.NOW, ZoneOffset.UTC));
    final StatusServer server;

    Lab(Overview overview) throws Exception {
        this(overview, PATIENT);
    }

    Lab(Overview overview, Times times) throws Exception {
        server = StatusServer.start(new HttpConfig("127.0.0.1:0"), overview, metrics, times);
    }

    URI uri(String path) throws IOException {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMillis(LIVENESS_MILLIS));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Connected, and not a byte sent. */
    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(server.address(), LIVENESS_MILLIS);
        socket.setSoTimeout(LIVENESS_MILLIS);
        return socket;
    }

    /** All that comes back for these bytes, until the server hangs up. */
    String exchange(String bytes) throws IOException {
        try (Socket socket = connect()) {
            send(socket, bytes);
            return received(socket);
        }
    }

    static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String received(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        server.close();
    }
}
