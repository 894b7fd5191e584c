package io.originwall.agent.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Listens on one address, gets a page from a name that has this address among others, and says how that went: {@code LISTEN_ADDRESS HOST}.
 * A process of its own, for it runs in a network that a test made.
 */
final class AddressProbe {
    private AddressProbe() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(args[0]))) {
            Thread serving = new Thread(() -> serve(server));
            serving.setDaemon(true);
            serving.start();
            URI url = URI.create("http://" + args[1] + ":" + server.getLocalPort() + "/");
            HttpClient client = new HttpClient(Duration.ofSeconds(5), Optional.empty());
            HttpCall call = new HttpCall("GET", url, Map.of(), Optional.empty(), head -> -1);
            System.out.println("answered "
                    + client.send(call, Duration.ofSeconds(30)).head().status());
        } catch (ExchangeException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void serve(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
