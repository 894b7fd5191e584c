package io.originwall.aws.ec2.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Stands before moto, keeps a list of the calls, and does what AWS does and moto does not. */
final class AwsProxy {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final URI behind;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Trouble trouble = new Trouble();
    private final GroupRules groupRules = new GroupRules();
    private final PrefixLists prefixLists = new PrefixLists();
    private final List<Layer> layers =
            List.of(new Identifiers(), new CanonicalBlocks(), new Descriptions(), new Pages(), prefixLists, groupRules);

    private AwsProxy(HttpServer server, URI behind) {
        this.server = server;
        this.behind = behind;
    }

    static AwsProxy start(URI behind) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AwsProxy proxy = new AwsProxy(server, behind);
        server.createContext("/", proxy::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "aws-proxy");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        return proxy;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    void reset() {
        calls.clear();
        trouble.reset();
        prefixLists.reset();
        groupRules.quota(GroupRules.DEFAULT_QUOTA);
    }

    void forget() {
        calls.clear();
    }

    Trouble trouble() {
        return trouble;
    }

    GroupRules groupRules() {
        return groupRules;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Call call = Call.read(header(exchange, "Authorization"), header(exchange, "X-Amz-Target"), body);
            calls.add(call);
            Answer answer;
            try {
                answer = trouble.handle(call, passed -> enforce(passed, exchange, body));
            } catch (Trouble.NoAnswer e) {
                return; // which ends the connection
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** One call at a time: what is checked must still be so when moto does it. */
    private synchronized Answer enforce(Call call, HttpExchange exchange, String body) throws IOException {
        return Layer.stack(
                        layers, passed -> forward(exchange, passed.parameters().isEmpty() ? body : passed.query()))
                .pass(call);
    }

    private Answer forward(HttpExchange exchange, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
                .timeout(LIMIT)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofString(body));
        for (String name : List.of("Authorization", "Content-Type", "X-Amz-Target", "X-Amz-Date")) {
            header(exchange, name).ifPresent(value -> request.header(name, value));
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("text/xml");
            return new Answer(response.statusCode(), type, response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
