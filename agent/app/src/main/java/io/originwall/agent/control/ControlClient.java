package io.originwall.agent.control;

import io.originwall.agent.time.OwnThread;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the running daemon. */
public final class ControlClient {
    private static final int MAX_VERDICT_BYTES = 16 << 20;
    /** As long as every access to the state directory may take. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private static final Duration SEND_LIMIT = Duration.ofSeconds(5);

    private ControlClient() {}

    /** Where the daemon's words go. */
    public interface Output {
        void out(String text);

        void err(String text);
    }

    /** Nobody listens at this socket. */
    public static final class NoDaemonException extends IOException {
        private static final long serialVersionUID = 1L;

        NoDaemonException(Path socket, IOException e) {
            super("no daemon listens at " + socket + " (" + e.getMessage() + ")", e);
        }
    }

    /** The account that asks may not use this socket. */
    public static final class ForbiddenException extends IOException {
        private static final long serialVersionUID = 1L;

        ForbiddenException(Path socket, IOException e) {
            super("only root and the daemon's own account may use " + socket + ": run this as root", e);
        }
    }

    /**
     * Asks, passes on what the daemon says meanwhile, and waits for the verdict.
     *
     * @param patience how long the daemon may be silent
     * @throws NoDaemonException if there is none
     * @throws ForbiddenException if there may be one, but not for this account
     * @throws IOException if it does not answer in time, or what listens is neither root's nor the socket owner's
     */
    public static ControlResult ask(Path socket, ControlRequest request, Duration patience, Output output)
            throws IOException {
        try (LineChannel daemon = new LineChannel(connect(socket))) {
            try {
                daemon.send(ControlJson.write(request), SEND_LIMIT);
            } catch (IOException e) {
                // A daemon that refuses does so without reading the request; its verdict can still be read.
                return verdict(daemon, patience, output, e);
            }
            return verdict(daemon, patience, output);
        }
    }

    private static ControlResult verdict(LineChannel daemon, Duration patience, Output output) throws IOException {
        while (true) {
            Optional<ControlResult> verdict = ControlJson.answer(daemon.receive(MAX_VERDICT_BYTES, patience), output);
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
    }

    private static ControlResult verdict(LineChannel daemon, Duration patience, Output output, IOException sending)
            throws IOException {
        try {
            return verdict(daemon, patience, output);
        } catch (IOException e) {
            sending.addSuppressed(e);
            throw sending;
        }
    }

    /** Who may not enter its directory cannot tell whether it is there either. */
    private static boolean isForbidden(Path socket) {
        try {
            Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return !Files.isWritable(socket);
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException missing) {
            return false;
        }
    }

    /** The file system of the socket may hang, and then whoever looks at it. */
    private static SocketChannel connect(Path socket) throws IOException {
        CompletableFuture<SocketChannel> connected = new CompletableFuture<>();
        OwnThread.start("originwall-connect", () -> {
            try {
                SocketChannel channel = connectNow(socket);
                if (!connected.complete(channel)) {
                    channel.close();
                }
            } catch (IOException | RuntimeException e) {
                connected.completeExceptionally(e);
            }
        });
        try {
            return connected.get(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            OwnThread.rethrow(e, IOException.class);
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            connected.cancel(false);
            throw new NoDaemonException(socket, new IOException("its file system does not answer", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static SocketChannel connectNow(Path socket) throws IOException {
        SocketChannel channel;
        try {
            // For a Unix-domain socket this does not wait for the other side to accept, but for room in its queue.
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw isForbidden(socket) ? new ForbiddenException(socket, e) : new NoDaemonException(socket, e);
        }
        try {
            if (!PeerAccount.isTrusted(channel, Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS))) {
                throw new IOException(socket + " is answered by another account than its owner's");
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
