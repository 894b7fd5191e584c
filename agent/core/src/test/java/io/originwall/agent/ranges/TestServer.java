package io.originwall.agent.ranges;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A real HTTP(S) server on loopback that answers what it is told to, and remembers what it was asked. */
final class TestServer implements AutoCloseable {
    /** What a path answers. */
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Headers> requests = new CopyOnWriteArrayList<>();
    private final List<URI> asked = new CopyOnWriteArrayList<>();

    private TestServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestHeaders());
            asked.add(exchange.getRequestURI());
            handlers.getOrDefault(exchange.getRequestURI().getPath(), status(404))
                    .handle(exchange);
        });
        server.start();
    }

    static TestServer http() {
        try {
            return new TestServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestServer https(SSLContext tls) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return new TestServer(server, "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestServer on(String path, Handler handler) {
        handlers.put(path, handler);
        return this;
    }

    URI url(String path) {
        return URI.create(scheme + "://localhost:" + server.getAddress().getPort() + path);
    }

    /** The headers of every request so far, in order. */
    List<Headers> requests() {
        return requests;
    }

    List<URI> asked() {
        return asked;
    }

    static Handler json(String body) {
        return answer(200, "application/json", body);
    }

    static Handler text(String body) {
        return answer(200, "text/plain", body);
    }

    static Handler status(int status) {
        return answer(status, "text/plain", "");
    }

    static Handler answer(int status, String type, String body) {
        return exchange -> {
            byte[] bytes = Lists.bytes(body);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    static Handler redirect(int status, String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    /** Each request gets the next of these; the last stays. */
    static Handler inTurn(Handler... handlers) {
        List<Handler> left = new CopyOnWriteArrayList<>(handlers);
        return exchange -> {
            Handler next = left.size() > 1 ? left.remove(0) : left.get(0);
            next.handle(exchange);
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
