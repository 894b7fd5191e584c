package io.originwall.agent.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The program on the client's side of the demo, in a network namespace of its own. Reads {@code FROM TO PORT MILLIS} lines, tries a real
 * connection for each, and answers {@code open} or {@code closed}.
 */
public final class DemoClient {
    private DemoClient() {}

    public static void main(String[] args) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Optional<String> order = Optional.ofNullable(orders.readLine());
        while (order.isPresent()) {
            String[] words = order.get().split(" ", -1);
            boolean open = connects(words[0], words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            System.out.println(open ? "open" : "closed");
            order = Optional.ofNullable(orders.readLine());
        }
    }

    /** Open means that a greeting came through, not only that a handshake did. */
    private static boolean connects(String from, String to, int port, int millis) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName(to), port), millis);
            socket.setSoTimeout(millis);
            return socket.getInputStream().read() == DemoServer.GREETING;
        } catch (IOException e) {
            // The answer to the question, not an error: the door is closed.
            return false;
        }
    }
}
