package io.originwall.agent.daemon.http;

import io.originwall.agent.config.HttpConfig;
import io.originwall.agent.event.Overview;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Serves metrics, health and status over HTTP until it is closed. Two threads, whatever the number of clients. */
public final class StatusServer implements AutoCloseable {
    private static final int MAX_QUEUE = 2 * HttpServer.MAX_CONNECTIONS;

    private final HttpServer listener;
    private final ThreadPoolExecutor worker;

    private StatusServer(HttpServer listener, ThreadPoolExecutor worker) {
        this.listener = listener;
        this.worker = worker;
    }

    /**
     * Listens from now on.
     *
     * @return empty where the config turns it off
     * @throws IOException if it cannot listen there, in one line: what failed, where, and what to do
     */
    public static Optional<StatusServer> start(HttpConfig config, Overview overview, Metrics metrics)
            throws IOException {
        return config.isOff() ? Optional.empty() : Optional.of(start(config, overview, metrics, Times.usual()));
    }

    static StatusServer start(HttpConfig config, Overview overview, Metrics metrics, Times times) throws IOException {
        ThreadPoolExecutor worker = worker();
        try {
            InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
            HttpServer listener = new HttpServer(address, new Routes(overview, metrics, worker, times), times);
            listener.start();
            return new StatusServer(listener, worker);
        } catch (IOException | UnresolvedAddressException | UnsupportedOperationException e) {
            worker.shutdown();
            String reason = e instanceof UnresolvedAddressException ? "no such host" : String.valueOf(e.getMessage());
            throw new IOException(
                    "http.listen: cannot listen on " + config.listen() + ": " + reason
                            + "; end what listens there, set http.listen to another address, or to \"off\"",
                    e);
        }
    }

    /**
     * How long each phase of a connection may take.
     *
     * @param request until the head of the request is there
     * @param answer until the answer is ready; less than the ten seconds that Prometheus waits
     * @param send until the client has taken it
     * @param drain until the client hangs up
     * @param fresh how old an answer may be that is given again
     */
    record Times(Duration request, Duration answer, Duration send, Duration drain, Duration fresh) {
        static Times usual() {
            return new Times(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
        }
    }

    private static ThreadPoolExecutor worker() {
        ThreadPoolExecutor worker =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MAX_QUEUE), work -> {
                    Thread thread = new Thread(work, "http-answers");
                    thread.setDaemon(true);
                    return thread;
                });
        worker.allowCoreThreadTimeOut(true);
        return worker;
    }

    /** Where it listens, with the port that the system chose where the config says 0. */
    public InetSocketAddress address() throws IOException {
        return listener.address();
    }

    /** Ends every connection; the port is free again. */
    @Override
    public void close() {
        listener.close();
        worker.shutdownNow();
    }
}
