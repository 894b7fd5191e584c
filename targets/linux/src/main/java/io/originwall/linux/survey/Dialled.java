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
record Dialled(BitSet tcp, BitSet udp) {
    private static final int PORTS = 1 << 16;

    static Dialled none() {
        return new Dialled(new BitSet(), new BitSet());
    }

    static Dialled all() {
        return any(numbers(1, PORTS - 1));
    }

    static Dialled any(BitSet ports) {
        return new Dialled(ports, ports);
    }

    static Dialled of(Protocol protocol, BitSet ports) {
        return protocol == Protocol.TCP ? new Dialled(ports, new BitSet()) : new Dialled(new BitSet(), ports);
    }

    static Dialled guardedBy(Guard guard) {
        Dialled guarded = none();
        for (PortRange range : guard.ports()) {
            guarded = guarded.or(of(range.protocol(), numbers(range.first(), range.last())));
        }
        return guarded;
    }

    static BitSet numbers(int first, int last) {
        BitSet ports = new BitSet();
        ports.set(Math.max(first, 0), Math.min(last, PORTS - 1) + 1);
        return ports;
    }

    static BitSet allBut(BitSet ports) {
        BitSet others = numbers(1, PORTS - 1);
        others.andNot(ports);
        return others;
    }

    Dialled and(Dialled other) {
        Dialled both = new Dialled((BitSet) tcp.clone(), (BitSet) udp.clone());
        both.tcp.and(other.tcp);
        both.udp.and(other.udp);
        return both;
    }

    Dialled or(Dialled other) {
        Dialled either = new Dialled((BitSet) tcp.clone(), (BitSet) udp.clone());
        either.tcp.or(other.tcp);
        either.udp.or(other.udp);
        return either;
    }

    Dialled minus(Dialled other) {
        Dialled rest = new Dialled((BitSet) tcp.clone(), (BitSet) udp.clone());
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
