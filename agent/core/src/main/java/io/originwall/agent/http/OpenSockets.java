package io.originwall.agent.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * What one exchange has open, so that another thread can end it. The sockets themselves are closed and never the streams or the TLS over
 * them: those wait for whoever reads or writes, which is what a peer can make last for ever. Thread-safe.
 */
final class OpenSockets implements AutoCloseable {
    private final List<Closeable> open = new ArrayList<>();
    private boolean closed;

    /** @throws InterruptedIOException if the exchange was ended meanwhile; the socket is closed then */
    synchronized <T extends Closeable> T add(T socket) throws IOException {
        if (closed) {
            socket.close();
            throw new InterruptedIOException("ended");
        }
        open.add(socket);
        return socket;
    }

    /** Ends the exchange: whatever blocks in it fails at once. What a peer has not read is dropped, not left to the kernel to deliver. */
    synchronized void abort() {
        for (Closeable socket : open) {
            if (socket instanceof SocketChannel channel && channel.isOpen()) {
                quietly(() -> channel.setOption(StandardSocketOptions.SO_LINGER, 0));
            }
        }
        close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(OpenSockets::quietly);
        open.clear();
    }

    /** A socket that fails to close is closed all the same, and the exchange has its result. */
    private static void quietly(Closeable action) {
        try {
            action.close();
        } catch (IOException e) {
            return;
        }
    }
}
