package io.originwall.bench;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The world, in a process of its own: at each tick one datagram from each source to each destination, numbered by the tick, until stdin
 * ends. Then it writes when the ticks were. A tick that comes late is not made up for.
 */
final class Sender {
    /** The first byte of a datagram. */
    static final byte ALLOWED = 1;

    static final byte BLOCKED = 2;
    static final int BYTES = Byte.BYTES + Integer.BYTES;
    static final int PORT = 443;

    private static final int FIRST_SOURCE_PORT = 20_000;

    private final List<Flow> flows = new ArrayList<>();
    private long[] ticks = new long[1 << 16];
    private int count;

    /** One source to one destination. */
    private record Flow(byte kind, DatagramChannel channel) {}

    private Sender() {}

    /** Interval in nanoseconds, file for the ticks, allowed source, blocked source, destinations. */
    public static void main(String[] args) throws Exception {
        Sender sender = new Sender();
        for (String destination : List.of(args).subList(4, args.length)) {
            sender.flows.add(new Flow(ALLOWED, channel(args[2], destination, sender.flows.size())));
            sender.flows.add(new Flow(BLOCKED, channel(args[3], destination, sender.flows.size())));
        }
        System.out.println("ready");
        sender.send(Long.parseLong(args[0]));
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            ByteBuffer bytes = ByteBuffer.allocate(sender.count * Long.BYTES);
            bytes.asLongBuffer().put(sender.ticks, 0, sender.count);
            out.write(bytes.array());
        }
    }

    private static DatagramChannel channel(String from, String to, int number) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(from, FIRST_SOURCE_PORT + number));
        return channel.connect(new InetSocketAddress(to, PORT));
    }

    private void send(long interval) throws IOException {
        Thread end = untilStdinEnds();
        ByteBuffer packet = ByteBuffer.allocateDirect(BYTES);
        long next = System.nanoTime();
        while (end.isAlive()) {
            if (count == ticks.length) {
                ticks = Arrays.copyOf(ticks, 2 * count);
            }
            // The clock is CLOCK_MONOTONIC, the same in every process of this machine.
            ticks[count] = System.nanoTime();
            for (Flow flow : flows) {
                packet.clear().put(flow.kind()).putInt(count).flip();
                flow.channel().write(packet);
            }
            count++;
            long now = System.nanoTime();
            next = Math.max(next + interval, now);
            LockSupport.parkNanos(next - now);
        }
    }

    static Thread untilStdinEnds() {
        Thread thread = new Thread(() -> {
            try {
                System.in.readAllBytes();
            } catch (IOException e) {
                System.err.println("sender: " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The ticks that a sender wrote, by {@link System#nanoTime()}. */
    static long[] ticks(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        long[] ticks = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(ticks);
        return ticks;
    }
}
