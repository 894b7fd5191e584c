package io.originwall.host.survey;

import io.originwall.api.Guard;
import io.originwall.exec.CommandRunner;
import io.originwall.host.ports.PortElements;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/** The ports that this host's own outgoing connections are given, as two sysctls of the kernel say for IPv4 and IPv6 alike. */
final class EphemeralPorts {
    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final Path RESERVED = Path.of("/proc/sys/net/ipv4/ip_local_reserved_ports");

    private EphemeralPorts() {}

    /** The guarded TCP ports among them; to UDP ports answers come back, the guard knows those from queries. */
    static List<PortRange> guarded(CommandRunner runner, Guard guard) throws IOException {
        BitSet ports = new BitSet();
        guard.ports().stream()
                .filter(range -> range.protocol() == Protocol.TCP)
                .forEach(range -> ports.set(range.first(), range.last() + 1));
        ports.and(parse(runner.read(RANGE).strip().replaceAll("\\s+", "-")));
        ports.andNot(parse(runner.read(RESERVED)));
        return PortElements.ranges(ports, Protocol.TCP).toList();
    }

    /** Reads {@code 8080,9148-9200}. */
    private static BitSet parse(String list) throws IOException {
        BitSet ports = new BitSet();
        for (String range : list.strip().split(",", -1)) {
            String[] bounds = range.strip().split("-", -1);
            try {
                if (!range.isBlank()) {
                    ports.set(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[bounds.length - 1]) + 1);
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IOException("\"" + range + "\" is no range of ports", e);
            }
        }
        return ports;
    }
}
