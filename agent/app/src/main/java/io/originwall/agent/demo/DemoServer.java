package io.originwall.agent.demo;

import io.originwall.agent.time.OwnThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The origin's web server, as far as the demo needs one: greets whoever gets through, over IPv4 and IPv6. */
final class DemoServer implements AutoCloseable {
    static final int GREETING = 'O';

    private final ServerSocket socket;

    private DemoServer(ServerSocket socket) {
        this.socket = socket;
    }

    static DemoServer on(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress("::", port));
        DemoServer listener = new DemoServer(socket);
        OwnThread.start("origin-" + port, listener::serve);
        return listener;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.getOutputStream().write(GREETING);
            } catch (IOException e) {
                // Closed by us, which ends the loop, or one client that hung up early; the next one may stay.
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
