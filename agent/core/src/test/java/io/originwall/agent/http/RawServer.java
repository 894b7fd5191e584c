package io.originwall.agent.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** Speaks to a client byte by byte: for answers that no decent server gives. */
public final class RawServer implements AutoCloseable {
    /** What is done with a connection once its request has been read. */
    public interface Script {
        void play(Socket client, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final CountDownLatch cut = new CountDownLatch(1);

    /** Plays the script once the client's request has been read. */
    public RawServer(Script script) {
        this(ServerSocketFactory.getDefault(), script, true);
    }

    private RawServer(ServerSocketFactory sockets, Script script, boolean readsRequest) {
        try {
            socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(() -> accept(script, readsRequest));
    }

    /** The same over TLS. */
    public static RawServer secure(SSLContext tls, Script script) {
        return new RawServer(tls.getServerSocketFactory(), script, true);
    }

    /** Plays the script as soon as a client is there, whatever it says. */
    public static RawServer deaf(Script script) {
        return deaf(ServerSocketFactory.getDefault(), script);
    }

    static RawServer deaf(ServerSocketFactory sockets, Script script) {
        return new RawServer(sockets, script, false);
    }

    private void accept(Script script, boolean readsRequest) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connections.incrementAndGet();
                daemon(() -> play(script, client, readsRequest));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void play(Script script, Socket client, boolean readsRequest) {
        try (client) {
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = readsRequest ? request.readLine() : "";
            while (line != null && !line.isEmpty()) {
                heads.add(line);
                line = request.readLine();
            }
            script.play(client, client.getOutputStream());
        } catch (IOException e) {
            cut.countDown(); // the client hung up while we were writing
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends the text one byte at a time, for ever starting anew. */
    public static Script dribble(String head, String forever) {
        return (client, out) -> {
            out.write(bytes(head));
            while (true) {
                for (byte b : bytes(forever)) {
                    out.write(b);
                    out.flush();
                    Thread.sleep(20);
                }
            }
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public URI url() {
        return URI.create("http://localhost:" + socket.getLocalPort() + "/");
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The lines of all requests' heads so far. */
    List<String> heads() {
        return heads;
    }

    public int connections() {
        return connections.get();
    }

    /** Opens when a client hangs up on a script that is still writing. */
    public CountDownLatch cut() {
        return cut;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
