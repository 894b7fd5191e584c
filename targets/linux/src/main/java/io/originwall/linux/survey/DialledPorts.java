package io.originwall.linux.survey;

import io.originwall.api.Guard;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ports that clients may have dialled when a rule of NAT sees a packet. Its sets are never changed.
 *
 * @param tcp by number
 * @param udp by number
 */
record DialledPorts(BitSet tcp, BitSet udp) {
    private static final int PORTS = 1 << 16;

    static DialledPorts none() {
        return new DialledPorts(new BitSet(), new BitSet());
    }

    static DialledPorts all() {
        return any(numbers(1, PORTS - 1));
    }

    static DialledPorts any(BitSet ports) {
        return new DialledPorts(ports, ports);
    }

    static DialledPorts of(Protocol protocol, BitSet ports) {
        return protocol == Protocol.TCP ? new DialledPorts(ports, new BitSet()) : new DialledPorts(new BitSet(), ports);
    }

    static DialledPorts guardedBy(Guard guard) {
        DialledPorts guarded = none();
        for (PortRange range : guard.ports()) {
            guarded = guarded.or(of(range.protocol(), numbers(range.first(), range.last())));
        }
        return guarded;
    }

    /** Those of the numbers that a port can have; none where the range runs backwards. */
    static BitSet numbers(long first, long last) {
        BitSet ports = new BitSet();
        int from = (int) Math.min(Math.max(first, 0), PORTS);
        int to = (int) Math.min(Math.max(last, -1), PORTS - 1) + 1;
        ports.set(from, Math.max(from, to));
        return ports;
    }

    static BitSet allBut(BitSet ports) {
        BitSet others = numbers(1, PORTS - 1);
        others.andNot(ports);
        return others;
    }

    DialledPorts and(DialledPorts other) {
        DialledPorts both = new DialledPorts((BitSet) tcp.clone(), (BitSet) udp.clone());
        both.tcp.and(other.tcp);
        both.udp.and(other.udp);
        return both;
    }

    DialledPorts or(DialledPorts other) {
        DialledPorts either = new DialledPorts((BitSet) tcp.clone(), (BitSet) udp.clone());
        either.tcp.or(other.tcp);
        either.udp.or(other.udp);
        return either;
    }

    DialledPorts minus(DialledPorts other) {
        DialledPorts rest = new DialledPorts((BitSet) tcp.clone(), (BitSet) udp.clone());
        rest.tcp.andNot(other.tcp);
        rest.udp.andNot(other.udp);
        return rest;
    }

    boolean has(Port port) {
        return (port.protocol() == Protocol.TCP ? tcp : udp).get(port.number());
    }

    boolean isEmpty() {
        return tcp.isEmpty() && udp.isEmpty();
    }

    List<PortRange> ranges() {
        return Stream.concat(PortElements.ranges(tcp, Protocol.TCP), PortElements.ranges(udp, Protocol.UDP))
                .toList();
    }
}
