package io.originwall.agent.daemon.http;

import io.originwall.agent.daemon.http.StatusServer.Times;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves any number of clients on one thread, so that a slow client, or a thousand of them, holds nothing up and costs no thread. The
 * JDK's own server gives each client that has begun to send a thread until its time is over: with a thousand that keep coming back it
 * answered 2 of 20 decent requests on 4 threads, 10 on 128, and all of them only on 1,000, for 156 MB more memory. This one answered all
 * for 4 MB. Where the config says 0.0.0.0, the JDK's listens on every IPv6 address too.
 */
final class HttpServer implements AutoCloseable {
    /** When there is one more, the one that has been sending its request for the longest has to go. */
    static final int MAX_CONNECTIONS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private static final int BACKLOG = 128;
    private static final long TICK_MILLIS = 250;
    private static final Duration PAUSE = Duration.ofMillis(TICK_MILLIS);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /** Answers a request, now or later, on any thread; never slow itself. */
    @FunctionalInterface
    interface Handler {
        void handle(Request request, Consumer<Response> answer);
    }

    private final Handler handler;
    private final Times times;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final SelectionKey accepting;
    private final Thread thread = new Thread(this::run, "http");
    private final Set<Connection> open = new LinkedHashSet<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    /** When somebody could not be let in last; by {@link System#nanoTime()}. */
    private Optional<Long> starvedAt = Optional.empty();

    private record Answer(Connection connection, Response response) {}

    HttpServer(InetSocketAddress address, Handler handler, Times times) throws IOException {
        this.handler = handler;
        this.times = times;
        // A socket of both families would turn 0.0.0.0 into every IPv6 address too.
        server = ServerSocketChannel.open(
                address.getAddress() instanceof Inet4Address
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6);
        try {
            // The JDK's first close of a socket takes a descriptor. Were there none left then, it could never close
            // one.
            SocketChannel.open().close();
            server.bind(address, BACKLOG);
            server.configureBlocking(false);
            selector = Selector.open();
            accepting = server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    private void run() {
        try (server;
                selector) {
            while (!closing) {
                turn();
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the status server ended; metrics, status and health are not served any more", e);
        } finally {
            open.forEach(Connection::close);
        }
    }

    private void turn() throws IOException {
        // Nobody is there: sleep until somebody comes. An idle daemon must not wake up for nothing.
        selector.select(this::ready, open.isEmpty() && !wasStarved(PAUSE) ? 0 : TICK_MILLIS);
        for (Optional<Answer> next = poll(); next.isPresent(); next = poll()) {
            Answer answer = next.get();
            attend(answer.connection(), () -> answer.connection().answer(answer.response(), System.nanoTime()));
        }
        long now = System.nanoTime();
        open.forEach(connection -> attend(connection, () -> connection.expire(now)));
        open.removeIf(Connection::isClosed);
        accepting.interestOps(wasStarved(PAUSE) ? 0 : SelectionKey.OP_ACCEPT);
    }

    private Optional<Answer> poll() {
        return Optional.ofNullable(answers.poll());
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            attend(
                    connection,
                    () -> connection
                            .advance(System.nanoTime())
                            .ifPresent(request -> handler.handle(request, response -> reply(connection, response))));
        } else {
            accept();
        }
    }

    private void reply(Connection connection, Response response) {
        answers.add(new Answer(connection, response));
        selector.wakeup();
    }

    /** One at a time: whoever has sent its whole request is answered before the next one can push it out. */
    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel == null) {
                return; // hung up while it waited
            }
            if (open.size() >= MAX_CONNECTIONS) {
                dropOne();
            }
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Connection connection = new Connection(channel, key, times, System.nanoTime());
            key.attach(connection);
            open.add(connection);
        } catch (IOException e) {
            // Out of descriptors, most likely, and the daemon has better use for them than clients that wait. Whoever
            // knocks would be announced again at once, so there is a pause.
            for (int half = open.size() / 2; open.size() > half; ) {
                dropOne();
            }
            if (!wasStarved(SILENCE)) {
                LOG.warn("http.listen: no connection can be accepted: {}", e.toString());
            }
            starvedAt = Optional.of(System.nanoTime());
        }
    }

    private boolean wasStarved(Duration within) {
        return starvedAt
                .filter(then -> System.nanoTime() - then < within.toNanos())
                .isPresent();
    }

    private void dropOne() {
        Connection victim = open.stream()
                .filter(Connection::isReading)
                .findFirst()
                .orElseGet(() -> open.iterator().next());
        victim.close();
        open.remove(victim);
    }

    /** Whatever goes wrong with one client ends that client. */
    private static void attend(Connection connection, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            LOG.debug("a client hung up: {}", e.toString());
            connection.close();
        } catch (RuntimeException | Error e) {
            LOG.error("a request could not be served", e);
            connection.close();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** Ends every connection; returns when the port is free again. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
