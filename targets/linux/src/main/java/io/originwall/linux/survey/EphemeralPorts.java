package io.originwall.linux.survey;

import io.originwall.api.Guard;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The ports that this host's own outgoing connections are given, as two sysctls of the kernel say for IPv4 and IPv6 alike. */
public final class EphemeralPorts {
    /**
     * UDP ports to which a guard lets answers in: the range that the kernel starts with. A guard goes by it and not by the sysctl, which is
     * hidden from the sandboxed daemon: its rules would differ from those of root's commands.
     */
    public static final PortRange ANSWERED = new PortRange(32768, 60999, Protocol.UDP);

    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final Path RESERVED = Path.of("/proc/sys/net/ipv4/ip_local_reserved_ports");

    private static final Path MAX_CONNECTIONS = Path.of("/proc/sys/net/netfilter/nf_conntrack_max");

    private EphemeralPorts() {}

    /** The guarded ports among them to which the guard denies answers: of TCP, and of UDP those beyond {@link #ANSWERED}. */
    static List<PortRange> guarded(CommandRunner runner, Guard guard) throws IOException {
        BitSet ephemeral = parse(runner.read(RANGE).strip().replaceAll("\\s+", "-"));
        ephemeral.andNot(parse(runner.read(RESERVED)));
        List<PortRange> guarded = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            BitSet ports = PortElements.and(of(guard, protocol), ephemeral);
            if (protocol == Protocol.UDP) {
                ports.clear(ANSWERED.first(), ANSWERED.last() + 1);
            }
            PortElements.ranges(ports, protocol).forEach(guarded::add);
        }
        return guarded;
    }

    /** The guarded UDP ports to which answers are let in. */
    static List<PortRange> answered(Guard guard) {
        return PortElements.of(guard, Protocol.UDP, PortElements.none(Protocol.UDP))
                .within(ANSWERED);
    }

    private static BitSet of(Guard guard, Protocol protocol) {
        return PortElements.of(guard, protocol, PortElements.none(protocol)).all();
    }

    /** How many connections the kernel tracks at most; empty where it does not tell. */
    static Optional<String> mostConnections(CommandRunner runner) {
        try {
            return Optional.of(runner.read(MAX_CONNECTIONS).strip());
        } catch (IOException hidden) {
            return Optional.empty();
        }
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
