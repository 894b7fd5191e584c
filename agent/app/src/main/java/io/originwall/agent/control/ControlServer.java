package io.originwall.agent.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers commands on a Unix-domain socket. Its threads are its own: a client that hangs, dribbles or floods keeps other clients waiting,
 * never a repair. Only root and the daemon's own account are answered.
 */
public final class ControlServer implements AutoCloseable {
    /** Clients beyond these are told to come back. */
    static final int MAX_CLIENTS = 8;

    static final int MAX_REQUEST_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int BAD_REQUEST = 64;
    private static final int BUSY = 75;

    /** Does what is asked. Called by several threads at once; interrupted when the server is closed. */
    @FunctionalInterface
    public interface Handler {
        ControlResult handle(ControlRequest request, ControlSession client) throws InterruptedException;
    }

    private final ServerSocketChannel server;
    private final UserPrincipal account;
    private final Path socket;
    private final Handler handler;
    private final Duration limit;
    private final ThreadPoolExecutor clients =
            new ThreadPoolExecutor(0, MAX_CLIENTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads("control"));

    private ControlServer(Path socket, ServerSocketChannel server, Handler handler, Duration limit) throws IOException {
        this.server = server;
        this.account = Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS);
        this.socket = socket;
        this.handler = handler;
        this.limit = limit;
    }

    /**
     * Answers until it is closed. A socket that is there was left behind: whoever calls this holds the lock on the state directory.
     *
     * @param limit for receiving a request, and again for sending its verdict
     * @throws IOException if the socket cannot be made
     */
    public static ControlServer listen(Path socket, Handler handler, Duration limit) throws IOException {
        ControlPath.makeRoom(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            ControlServer control = new ControlServer(socket, server, handler, limit);
            threads("control-accept").newThread(control::accept).start();
            return control;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, "originwall-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                serve(server.accept());
            } catch (AsynchronousCloseException closed) {
                return;
            } catch (IOException e) {
                LOG.debug("a control connection failed", e);
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        LineChannel client = new LineChannel(channel);
        try {
            if (PeerAccount.isTrusted(channel, account)) {
                clients.execute(() -> serve(client));
            } else {
                refuse(
                        client,
                        new ControlResult(BAD_REQUEST, List.of("only root and " + account + " may use " + socket)));
            }
        } catch (RejectedExecutionException e) {
            refuse(
                    client,
                    new ControlResult(
                            BUSY, List.of("the daemon is answering " + MAX_CLIENTS + " commands: try again")));
        }
    }

    /** Never waits: this is the thread that accepts. */
    private static void refuse(LineChannel client, ControlResult verdict) throws IOException {
        try (client) {
            client.send(ControlJson.write(verdict), Duration.ofMillis(100));
        }
    }

    private void serve(LineChannel client) {
        try (client) {
            ControlRequest request = ControlJson.request(client.receive(MAX_REQUEST_BYTES, limit));
            ControlResult verdict = handler.handle(request, new ControlSession(client, limit));
            client.send(ControlJson.write(verdict), limit);
        } catch (IOException e) {
            LOG.debug("a control request failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers nobody any more; requests that are being handled are interrupted. */
    @Override
    public void close() throws IOException {
        server.close();
        clients.shutdownNow();
        Files.deleteIfExists(socket);
    }
}
