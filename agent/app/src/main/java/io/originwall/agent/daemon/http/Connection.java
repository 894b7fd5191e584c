package io.originwall.agent.daemon.http;

import io.originwall.agent.daemon.http.Response.Status;
import io.originwall.agent.daemon.http.StatusServer.Times;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * One client: its request is read, answered, and the connection ends. It never waits for the client: what has come is read, what fits is
 * written, and each phase has its time. Used by the listener's thread only.
 */
final class Connection {
    /** Far more than any client of ours sends, and little enough for many at once. */
    static final int MAX_HEAD_LENGTH = 8 * 1024;

    private static final int FIRST_BUFFER = 1024;

    // A write of a large heap buffer would cost as large a direct one, which the JDK keeps for the thread's life.
    private static final int SLICE = 16 * 1024;

    private enum Phase {
        READING,
        ANSWERING,
        WRITING,
        /** All is said, but unread input would make the kernel reset the connection, and the answer with it. */
        DRAINING,
        CLOSED
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Times times;
    private ByteBuffer received = ByteBuffer.allocate(FIRST_BUFFER);
    private ByteBuffer[] toSend = {};
    private Phase phase = Phase.READING;
    private long deadline;
    private boolean headOnly;

    Connection(SocketChannel channel, SelectionKey key, Times times, long now) {
        this.channel = channel;
        this.key = key;
        this.times = times;
        this.deadline = now + times.request().toNanos();
    }

    boolean isReading() {
        return phase == Phase.READING;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Goes on as far as it can without waiting; a request that is complete comes back, to be answered. */
    Optional<Request> advance(long now) throws IOException {
        switch (phase) {
            case READING -> {
                return read(now);
            }
            case WRITING -> write(now);
            case DRAINING -> drain();
            case ANSWERING, CLOSED -> {}
        }
        return Optional.empty();
    }

    private Optional<Request> read(long now) throws IOException {
        if (channel.read(received) < 0) {
            close();
            return Optional.empty();
        }
        try {
            Optional<Request> request = Request.read(received.duplicate().flip());
            if (request.isPresent()) {
                headOnly = request.get().isHead();
                phase = Phase.ANSWERING;
                deadline = now + times.answer().toNanos();
                key.interestOps(0);
            } else if (!received.hasRemaining()) {
                grow();
            }
            return request;
        } catch (Request.Refusal e) {
            phase = Phase.ANSWERING;
            answer(e.response(), now);
            return Optional.empty();
        }
    }

    private void grow() throws Request.Refusal {
        if (received.capacity() >= MAX_HEAD_LENGTH) {
            throw new Request.Refusal(
                    Status.HEADERS_TOO_LARGE, "the head of the request is longer than " + MAX_HEAD_LENGTH + " bytes");
        }
        received = ByteBuffer.allocate(received.capacity() * 2).put(received.flip());
    }

    /** Sends the answer; one that comes too late, or a second one, is dropped. */
    void answer(Response response, long now) throws IOException {
        if (phase != Phase.ANSWERING) {
            return;
        }
        toSend = headOnly ? new ByteBuffer[] {response.head()} : new ByteBuffer[] {response.head(), response.body()};
        received = ByteBuffer.allocate(0);
        phase = Phase.WRITING;
        deadline = now + times.send().toNanos();
        write(now);
    }

    private void write(long now) throws IOException {
        for (ByteBuffer buffer : toSend) {
            while (buffer.hasRemaining()) {
                ByteBuffer slice = buffer.slice(buffer.position(), Math.min(SLICE, buffer.remaining()));
                int written = channel.write(slice);
                if (written == 0) {
                    key.interestOps(SelectionKey.OP_WRITE);
                    return;
                }
                buffer.position(buffer.position() + written);
            }
        }
        toSend = new ByteBuffer[] {};
        channel.shutdownOutput();
        phase = Phase.DRAINING;
        deadline = now + times.drain().toNanos();
        key.interestOps(SelectionKey.OP_READ);
    }

    private void drain() throws IOException {
        if (channel.read(ByteBuffer.allocate(SLICE)) < 0) {
            close();
        }
    }

    /** Ends what has taken too long. */
    void expire(long now) throws IOException {
        if (now - deadline < 0) {
            return;
        }
        switch (phase) {
            case READING -> {
                phase = Phase.ANSWERING;
                answer(Response.text(Status.REQUEST_TIMEOUT, "the request did not come in time\n"), now);
            }
            case ANSWERING ->
                answer(Response.text(Status.SERVICE_UNAVAILABLE, "the answer is not ready in time\n"), now);
            case WRITING, DRAINING -> close();
            case CLOSED -> {}
        }
    }

    void close() {
        phase = Phase.CLOSED;
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is given back all the same; there is nobody left to tell.
            toSend = new ByteBuffer[] {};
        }
    }
}
