package io.originwall.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Stands in for Cloudflare on the loopback interface, and misbehaves when told to. */
final class FakeCloudflare implements AutoCloseable {
    /** Longer than the daemon waits for one attempt. */
    private static final long SILENCE_MILLIS = 12_000;

    private final HttpServer server;
    private final String base;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "cloudflare");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Behaviour behaviour = new Behaviour.Ranges(published());

    /** How every request is answered. */
    sealed interface Behaviour {
        /** As Cloudflare does, from one list: JSON and text. */
        record Ranges(List<Cidr> blocks) implements Behaviour {}

        /** Something else. */
        record Page(int status, String body) implements Behaviour {}

        /** Not at all. */
        record Silence() implements Behaviour {}
    }

    private FakeCloudflare(HttpServer server, String base) {
        this.server = server;
        this.base = base + ":" + server.getAddress().getPort();
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static FakeCloudflare plain() throws IOException {
        return new FakeCloudflare(HttpServer.create(loopback(), 0), "http://127.0.0.1");
    }

    /** @param keys a PKCS #12 file with the key and the certificate of {@code localhost} */
    static FakeCloudflare secure(Path keys, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new FakeCloudflare(server, "https://localhost");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** What Cloudflare published in 2026. */
    static List<Cidr> published() {
        return Stream.of(
                        "173.245.48.0/20 103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 141.101.64.0/18 108.162.192.0/18",
                        "190.93.240.0/20 188.114.96.0/20 197.234.240.0/22 198.41.128.0/17 162.158.0.0/15 104.16.0.0/13",
                        "104.24.0.0/14 172.64.0.0/13 131.0.72.0/22",
                        "2400:cb00::/32 2606:4700::/32 2803:f800::/32 2405:b500::/32 2405:8100::/32 2a06:98c0::/29",
                        "2c0f:f248::/32")
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .map(Cidr::parse)
                .toList();
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    /** Where one of its pages is: {@code /ips}, {@code /ips-v4} or {@code /ips-v6}; {@code /mirror} has both families as text. */
    String url(String path) {
        return base + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Behaviour now = behaviour;
        try (exchange) {
            if (now instanceof Behaviour.Ranges ranges) {
                send(exchange, 200, body(exchange.getRequestURI().getPath(), ranges.blocks()));
            } else if (now instanceof Behaviour.Page page) {
                send(exchange, page.status(), page.body());
            } else {
                Thread.sleep(SILENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", text.startsWith("{") ? "application/json" : "text/plain");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static String body(String path, List<Cidr> blocks) {
        List<Cidr> ipv4 = of(Family.IPV4, blocks);
        List<Cidr> ipv6 = of(Family.IPV6, blocks);
        return switch (path) {
            case "/ips" ->
                "{\"result\":{\"ipv4_cidrs\":" + json(ipv4) + ",\"ipv6_cidrs\":" + json(ipv6) + ",\"etag\":\""
                        + Integer.toHexString(blocks.hashCode())
                        + "\"},\"success\":true,\"errors\":[],\"messages\":[]}";
            case "/ips-v4" -> lines(ipv4);
            case "/mirror" -> lines(blocks);
            default -> lines(ipv6);
        };
    }

    private static List<Cidr> of(Family family, List<Cidr> blocks) {
        return blocks.stream().filter(block -> block.family() == family).toList();
    }

    private static String json(List<Cidr> blocks) {
        return blocks.stream().map(block -> "\"" + block + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static String lines(List<Cidr> blocks) {
        return blocks.stream().map(block -> block + "\n").collect(Collectors.joining());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
