package io.originwall.linux.lab;

import io.originwall.net.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The kernel's own generator of packets: floods that take little of the processor, for emulated machines, where a process that sends them
 * leaves nothing for the rest. Takes root and the kernel's module {@code pktgen}.
 */
final class PacketGenerator implements Flood.Source {
    /** Of each of both sources; the emulated processor sends as many of them as it can. */
    private static final String NANOSECONDS_BETWEEN = System.getProperty("originwall.flood.nanos", "30000");

    private static final String CONTROL = "/proc/net/pktgen/pgctrl";
    private static final List<Address> SOURCES = List.of(NetLab.ALLOWED, NetLab.STRANGER);

    private final Process running;

    private PacketGenerator(Process running) {
        this.running = running;
    }

    static PacketGenerator start(NetLab lab) {
        lab.runInWorld("modprobe", "pktgen");
        lab.runInWorld("sh", "-c", "echo reset > " + CONTROL);
        String mac = lab.run("ip", "-o", "link", "show", "eth0").replaceAll("(?s).* link/ether (\\S+).*", "$1");
        for (int i = 0; i < SOURCES.size(); i++) {
            String device = "eth0@" + i;
            write(lab, "kpktgend_1", "add_device " + device);
            for (String setting : List.of(
                    "count 0",
                    "pkt_size 60",
                    "delay " + NANOSECONDS_BETWEEN,
                    "dst_mac " + mac,
                    "dst " + NetLab.ORIGIN,
                    "src_min " + SOURCES.get(i),
                    "src_max " + SOURCES.get(i),
                    "udp_src_min 9000",
                    "udp_src_max 9000",
                    "udp_dst_min 443",
                    "udp_dst_max 443")) {
                write(lab, device, setting);
            }
        }
        try {
            // The write that starts it ends when it is interrupted, and the flood with it.
            return new PacketGenerator(lab.processInWorld(List.of("sh", "-c", "echo start > " + CONTROL))
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(NetLab lab, String file, String line) {
        lab.runInWorld("sh", "-c", "echo " + line + " > /proc/net/pktgen/" + file);
    }

    @Override
    public void stop() {
        running.destroy();
        try {
            running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the flood ended", e);
        }
    }
}
