package io.originwall.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service behind the guard, in a process of its own: takes the datagrams that get through, until stdin ends, and then writes their
 * numbers. It empties its socket now and then and takes no times, so it takes next to nothing of the processors either.
 */
final class Receiver {
    private static final int BUFFER = 4 << 20;
    private static final long PAUSE_MILLIS = 10;
    private static final Pattern UDP = Pattern.compile("(?m)^Udp: (\\d.*)$");
    private static final int RECEIVE_BUFFER_ERRORS = 4;

    private final BitSet allowed = new BitSet();
    private final BitSet blocked = new BitSet();

    /**
     * What came.
     *
     * @param allowed the numbers of the datagrams from the allowed source
     * @param blocked from the blocked one
     * @param overflows datagrams that the guard let in and the socket had no room for
     */
    record Received(BitSet allowed, BitSet blocked, long overflows) {
        static Received read(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file);
            return new Received(bits(lines.get(0)), bits(lines.get(1)), Long.parseLong(lines.get(2)));
        }

        private static BitSet bits(String hex) {
            return BitSet.valueOf(HexFormat.of().parseHex(hex));
        }
    }

    private Receiver() {}

    /** The file to write. */
    public static void main(String[] args) throws Exception {
        Receiver receiver = new Receiver();
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.bind(new InetSocketAddress("0.0.0.0", Sender.PORT));
            channel.configureBlocking(false);
            System.out.println("ready");
            Thread end = Sender.untilStdinEnds();
            while (end.isAlive()) {
                receiver.empty(channel);
                Thread.sleep(PAUSE_MILLIS);
            }
            receiver.empty(channel);
        }
        List<String> lines = new ArrayList<>();
        lines.add(hex(receiver.allowed));
        lines.add(hex(receiver.blocked));
        lines.add("" + overflows());
        Files.write(Path.of(args[0]), lines);
    }

    private void empty(DatagramChannel channel) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(Sender.BYTES);
        while (channel.receive(packet) != null) {
            packet.flip();
            byte kind = packet.get();
            (kind == Sender.ALLOWED ? allowed : blocked).set(packet.getInt());
            packet.clear();
        }
    }

    private static String hex(BitSet bits) {
        return HexFormat.of().formatHex(bits.toByteArray());
    }

    /** The kernel counts for each network namespace. */
    private static long overflows() throws IOException {
        Matcher udp = UDP.matcher(Files.readString(Path.of("/proc/self/net/snmp")));
        if (!udp.find()) {
            throw new IOException("/proc/self/net/snmp has no line of UDP");
        }
        return Long.parseLong(udp.group(1).split(" ", -1)[RECEIVE_BUFFER_ERRORS]);
    }
}
