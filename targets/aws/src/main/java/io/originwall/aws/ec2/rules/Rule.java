package io.originwall.aws.ec2.rules;

import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an ingress rule lets in. A group holds at most one of each, whatever its description.
 *
 * @param protocol tcp, udp, icmp, icmpv6, a number, or -1 for all of them
 * @param fromPort the first port of tcp and udp; of no meaning here for others
 * @param toPort the last port, included
 * @param source where from
 */
public record Rule(String protocol, int fromPort, int toPort, Source source) {
    private static final String ALL = "-1";

    public static Rule of(PortRange ports, Source source) {
        return new Rule(ports.protocol().toString(), ports.first(), ports.last(), source);
    }

    public static Rule of(PortRange ports, Cidr source) {
        return of(ports, new Source.Block(source));
    }

    public boolean covers(Port port) {
        return overlaps(new PortRange(port.number(), port.number(), port.protocol()));
    }

    /** Does it let in to any of these ports? */
    public boolean overlaps(PortRange ports) {
        return protocol.equals(ALL)
                || (protocol.equals(ports.protocol().toString())
                        && fromPort <= ports.last()
                        && ports.first() <= toPort);
    }

    /** Does it let in to these ports and no others? */
    public boolean isWithin(PortRange ports) {
        return protocol.equals(ports.protocol().toString()) && ports.first() <= fromPort && toPort <= ports.last();
    }

    /** Its ports; empty where they are more than a range of one protocol's. */
    public Optional<PortRange> ports() {
        boolean real = fromPort >= 1 && fromPort <= toPort && toPort <= 65535;
        return switch (protocol) {
            case "tcp" -> real ? Optional.of(new PortRange(fromPort, toPort, Protocol.TCP)) : Optional.empty();
            case "udp" -> real ? Optional.of(new PortRange(fromPort, toPort, Protocol.UDP)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    // Written out, for the JVM would put it together at the first call, which a cold start notices.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rule that
                && fromPort == that.fromPort
                && toPort == that.toPort
                && protocol.equals(that.protocol)
                && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * protocol.hashCode() + fromPort) + toPort) + source.hashCode();
    }

    /** {@code 103.21.244.0/22 on 443/tcp}. */
    @Override
    public String toString() {
        String where = protocol.equals(ALL)
                ? "all ports"
                : ports().map(PortRange::toString).orElseGet(() -> fromPort + "-" + toPort + "/" + protocol);
        return source + " on " + where;
    }
}
