package io.originwall.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.originwall.net.Address;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stands in for CrowdSec's local API: the stream of decisions, all of them at the start, and then none that is new. Source: CrowdSec's
 * OpenAPI description, {@code GET /v1/decisions/stream}.
 */
final class Decisions implements AutoCloseable {
    private final HttpServer server;
    private final List<Address> banned;

    Decisions(List<Address> banned) throws IOException {
        this.banned = List.copyOf(banned);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/decisions/stream", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean first = String.valueOf(exchange.getRequestURI().getQuery()).contains("startup=true");
        byte[] body = ("{\"new\":" + json(first ? banned : List.of()) + ",\"deleted\":null}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static String json(List<Address> addresses) {
        return addresses.stream()
                .map(address -> "{\"id\":1,\"origin\":\"lists\",\"type\":\"ban\",\"scope\":\"Ip\",\"value\":\""
                        + address + "\",\"duration\":\"24h\",\"scenario\":\"bench\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
