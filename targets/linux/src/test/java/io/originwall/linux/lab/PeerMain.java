package io.originwall.linux.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Runs inside a namespace: one command a line on stdin, one reply a line on stdout. Needs nothing but a JRE. */
final class PeerMain {
    private static final int STREAM_LIMIT_MILLIS = 900;

    /** An answer is waited for in so many naps: where the machine is busy they take longer, as the answer does. */
    private static final int NAPS = 9;

    /** Between two connections of a stream and two datagrams of a flood, so that they leave the processor to what is tested. */
    private static final long STREAM_PAUSE_NANOS = 500_000;

    private static final long FLOOD_PAUSE_NANOS = 20_000;

    private final List<Stream> streams = new ArrayList<>();
    private final List<Flood> floods = new ArrayList<>();

    private PeerMain() {}

    public static void main(String[] args) throws IOException {
        System.out.println("ready");
        PeerMain peer = new PeerMain();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(peer.reply(line.split(" ", -1)));
        }
        System.exit(0);
    }

    private String reply(String[] words) {
        try {
            return switch (words[0]) {
                case "serve" -> serve(words[1], Integer.parseInt(words[2]));
                case "connect" -> connect(words[1], words[2], Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                case "query" -> query(words);
                case "stream" -> stream(words[1], words[2], Integer.parseInt(words[3]));
                case "flood" -> flood(words[1], words[2], Integer.parseInt(words[3]));
                case "calm" -> calm();
                case "stop" -> stop();
                default -> "error: unknown command";
            };
        } catch (IOException | InterruptedException e) {
            return "error: " + e;
        }
    }

    private static String serve(String protocol, int port) throws IOException {
        if (protocol.equals("tcp")) {
            ServerSocket server = new ServerSocket(port, 4096);
            background(() -> {
                while (true) {
                    server.accept().close();
                }
            });
        } else {
            DatagramSocket server = new DatagramSocket(port);
            background(() -> {
                DatagramPacket packet = new DatagramPacket(new byte[64], 64);
                while (true) {
                    server.receive(packet);
                    server.send(packet);
                }
            });
        }
        return "ok";
    }

    private static String connect(String from, String to, int port, int limit) throws IOException {
        try (SocketChannel channel = SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT);
            boolean connected = channel.connect(new InetSocketAddress(InetAddress.getByName(to), port));
            for (int nap = 0; !connected && nap < NAPS; nap++) {
                selector.select(limit / NAPS);
                connected = channel.finishConnect();
            }
            // Abortive close: no TIME_WAIT, so a stream does not run out of ports.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            return connected ? "CONNECTED" : "SILENCE";
        } catch (ConnectException e) {
            return "REFUSED";
        }
    }

    private static String query(String[] words) throws IOException {
        InetSocketAddress from = new InetSocketAddress(InetAddress.getByName(words[1]), Integer.parseInt(words[5]));
        try (DatagramSocket socket = new DatagramSocket(from)) {
            socket.setSoTimeout(Integer.parseInt(words[4]) / NAPS);
            socket.connect(new InetSocketAddress(InetAddress.getByName(words[2]), Integer.parseInt(words[3])));
            socket.send(new DatagramPacket(new byte[] {1}, 1));
            return isAnswered(socket) ? "CONNECTED" : "SILENCE";
        } catch (PortUnreachableException e) {
            return "REFUSED";
        }
    }

    private static boolean isAnswered(DatagramSocket socket) throws IOException {
        for (int nap = 0; nap < NAPS; nap++) {
            if (receives(socket)) {
                return true;
            }
        }
        return false;
    }

    private static boolean receives(DatagramSocket socket) throws IOException {
        try {
            socket.receive(new DatagramPacket(new byte[64], 64));
            return true;
        } catch (SocketTimeoutException stillSilent) {
            return false;
        }
    }

    private String stream(String from, String to, int port) {
        Stream stream = new Stream(from, to, port);
        streams.add(stream);
        stream.thread.start();
        return "ok";
    }

    private String flood(String from, String to, int port) throws IOException {
        Flood flood = new Flood(from, to, port);
        floods.add(flood);
        flood.thread.start();
        return "ok";
    }

    private String calm() throws InterruptedException {
        for (Flood flood : floods) {
            flood.stopping = true;
        }
        for (Flood flood : floods) {
            flood.thread.join();
        }
        String counts = floods.stream().map(flood -> "" + flood.sent.get()).collect(Collectors.joining(" "));
        floods.clear();
        return counts;
    }

    private String stop() throws InterruptedException {
        for (Stream stream : streams) {
            stream.stopping = true;
        }
        for (Stream stream : streams) {
            stream.thread.join();
        }
        String counts = streams.stream()
                .map(stream -> stream.connected.get() + "/" + stream.failed.get())
                .collect(Collectors.joining(" "));
        streams.clear();
        return counts;
    }

    private static final class Stream {
        private final AtomicLong connected = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private final Thread thread;
        private volatile boolean stopping;

        private Stream(String from, String to, int port) {
            thread = new Thread(() -> run(from, to, port));
        }

        private void run(String from, String to, int port) {
            while (!stopping) {
                try {
                    // Below the second after which TCP tries again: a dropped packet is not forgiven.
                    String reply = connect(from, to, port, STREAM_LIMIT_MILLIS);
                    (reply.equals("CONNECTED") ? connected : failed).incrementAndGet();
                    LockSupport.parkNanos(STREAM_PAUSE_NANOS);
                } catch (IOException e) {
                    failed.incrementAndGet();
                }
            }
        }
    }

    /** Datagrams, one every 0.1 ms or so; whether any is answered is nobody's concern. */
    private static final class Flood {
        private final AtomicLong sent = new AtomicLong();
        private final DatagramSocket socket;
        private final Thread thread;
        private volatile boolean stopping;

        private Flood(String from, String to, int port) throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(from), 0));
            DatagramPacket packet =
                    new DatagramPacket(new byte[] {1}, 1, new InetSocketAddress(InetAddress.getByName(to), port));
            thread = new Thread(() -> run(packet));
        }

        private void run(DatagramPacket packet) {
            while (!stopping) {
                try {
                    socket.send(packet);
                    sent.incrementAndGet();
                    LockSupport.parkNanos(FLOOD_PAUSE_NANOS);
                } catch (IOException full) {
                    Thread.onSpinWait();
                }
            }
            socket.close();
        }
    }

    private interface Loop {
        void run() throws IOException;
    }

    private static void background(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (IOException e) {
                System.err.println(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
