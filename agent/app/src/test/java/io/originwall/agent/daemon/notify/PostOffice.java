package io.originwall.agent.daemon.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A real HTTP server on loopback that plays a script for each connection, the last one for ever, and remembers what was posted. */
final class PostOffice implements AutoCloseable {
    /** What is done with a connection once its request has been read. */
    interface Script {
        void play(OutputStream out) throws IOException, InterruptedException;
    }

    /** What was posted: the request line with all headers, and the body. */
    record Posted(String head, String body) {}

    final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
    final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private final List<Script> scripts;

    PostOffice(Script... scripts) {
        this.scripts = new CopyOnWriteArrayList<>(scripts);
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    static Script answer(int status, String... headers) {
        String head = "HTTP/1.1 " + status + " x\r\nContent-Length: 0\r\n"
                + String.join(
                        "",
                        List.of(headers).stream().map(header -> header + "\r\n").toList()) + "\r\n";
        return out -> out.write(bytes(head));
    }

    static Script hang() {
        return out -> new java.util.concurrent.CountDownLatch(1).await();
    }

    /** A header that never ends, byte by byte. */
    static Script dribble() {
        return out -> {
            out.write(bytes("HTTP/1.1 200 OK\r\nX: "));
            while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(10);
            }
        };
    }

    static Script text(String text) {
        return out -> out.write(bytes(text));
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Script script = scripts.size() > 1 ? scripts.remove(0) : scripts.get(0);
                daemon(() -> play(client, script));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void play(Socket client, Script script) {
        open.add(client);
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder head = new StringBuilder();
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring(16));
                }
            }
            posted.add(new Posted(head.toString(), body(in, length)));
            script.play(client.getOutputStream());
        } catch (IOException e) {
            return; // the client hung up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private static String body(BufferedReader in, int bytes) throws IOException {
        StringBuilder body = new StringBuilder();
        int read = 0;
        while (read < bytes) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            body.append((char) c);
            read += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return body.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "post-office");
        thread.setDaemon(true);
        thread.start();
    }

    String url(String path) {
        return "http://localhost:" + socket.getLocalPort() + path;
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
