package io.originwall.agent.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Lines over a socket, each within a bound of time and size whatever the other side does. Not thread-safe. */
final class LineChannel implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    /** What was received behind the last line. */
    private byte[] rest = {};

    /** Closes the channel if this fails. */
    LineChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        try {
            channel.configureBlocking(false);
            selector = Selector.open();
            key = channel.register(selector, 0);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * One line, without its end.
     *
     * @throws IOException if the connection ends before the line, or the line is longer, or takes longer
     */
    String receive(int maxBytes, Duration bound) throws IOException {
        long end = System.nanoTime() + bound.toNanos();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int length = 0;
            while (length < rest.length && rest[length] != '\n') {
                length++;
            }
            line.write(rest, 0, length);
            if (line.size() > maxBytes) {
                throw new IOException("a line of more than " + maxBytes + " bytes");
            }
            if (length < rest.length) {
                rest = Arrays.copyOfRange(rest, length + 1, rest.length);
                return line.toString(StandardCharsets.UTF_8);
            }
            rest = more(end);
        }
    }

    private byte[] more(long end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        await(SelectionKey.OP_READ, end);
        if (channel.read(buffer) < 0) {
            throw new EOFException("the connection was closed");
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** The other side has ended the connection. Does not wait; what it sends meanwhile is ignored. */
    boolean isClosed() {
        try {
            return channel.read(ByteBuffer.allocate(4096)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** @throws IOException if the other side does not take it in time */
    void send(String line, Duration bound) throws IOException {
        long end = System.nanoTime() + bound.toNanos();
        ByteBuffer bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE, end);
            channel.write(bytes);
        }
    }

    private void await(int operation, long end) throws IOException {
        key.interestOps(operation);
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || selector.select(millis) == 0) {
            throw Thread.interrupted()
                    ? new InterruptedIOException("interrupted")
                    : new InterruptedIOException("timed out");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
