package io.originwall.linux.ports;

import io.originwall.api.Guard;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The elements of a port set. A port on trial carries a timeout, after which the kernel itself takes it out.
 *
 * @param protocol of the ports
 * @param elements disjoint, in order
 * @param odd elements that are not ports; ours always are
 */
public record PortElements(Protocol protocol, List<Element> elements, List<String> odd) {
    /**
     * One element.
     *
     * @param ports neighbours with the same timeout
     * @param remaining until the kernel takes it out; empty for one that stays
     */
    public record Element(PortRange ports, Optional<Duration> remaining) {}

    public static PortElements none(Protocol protocol) {
        return new PortElements(protocol, List.of(), List.of());
    }

    /**
     * What a guard wants in the set. A trial puts no timeout on a port that is guarded for good already, nor takes one out, since nobody
     * would put it back; and a port that is on trial keeps the time it has left.
     */
    public static PortElements of(Guard guard, Protocol protocol, PortElements now) {
        BitSet wanted = bits(guard.ports().stream().filter(ports -> ports.protocol() == protocol));
        if (guard.trial().isEmpty()) {
            return new PortElements(
                    protocol, elements(wanted, protocol, Optional.empty()).toList(), List.of());
        }
        BitSet permanent = now.permanent();
        BitSet fresh = minus(minus(wanted, permanent), now.onTrial());
        BitSet armed = minus(wanted, permanent);
        List<Element> elements = Stream.of(
                        elements(permanent, protocol, Optional.empty()),
                        now.elements.stream()
                                .flatMap(element -> element.remaining().isEmpty()
                                        ? Stream.empty()
                                        : elements(
                                                and(armed, bits(Stream.of(element.ports()))),
                                                protocol,
                                                element.remaining())),
                        elements(fresh, protocol, guard.trial()))
                .flatMap(part -> part)
                .sorted((a, b) -> a.ports().compareTo(b.ports()))
                .toList();
        return new PortElements(protocol, elements, List.of());
    }

    public PortElements withoutTrials() {
        return new PortElements(
                protocol,
                elements.stream()
                        .filter(element -> element.remaining().isEmpty())
                        .toList(),
                List.of());
    }

    /** Those of its ports, for good or on trial, whose numbers are in a range, in order. */
    public List<PortRange> within(PortRange others) {
        return ranges(and(all(), bits(Stream.of(others))), protocol).toList();
    }

    public boolean isEmpty() {
        return elements.isEmpty();
    }

    /** Holds the same ports, and the same of them on trial; how long they have left is not asked. */
    public boolean isSameAs(PortElements other) {
        return odd.equals(other.odd)
                && permanent().equals(other.permanent())
                && onTrial().equals(other.onTrial());
    }

    public BitSet permanent() {
        return bits(elements.stream()
                .filter(element -> element.remaining().isEmpty())
                .map(Element::ports));
    }

    public BitSet onTrial() {
        return bits(elements.stream()
                .filter(element -> element.remaining().isPresent())
                .map(Element::ports));
    }

    public BitSet all() {
        return bits(elements.stream().map(Element::ports));
    }

    public static BitSet minus(BitSet ports, BitSet others) {
        BitSet rest = (BitSet) ports.clone();
        rest.andNot(others);
        return rest;
    }

    public static BitSet and(BitSet ports, BitSet others) {
        BitSet common = (BitSet) ports.clone();
        common.and(others);
        return common;
    }

    public static Stream<PortRange> ranges(BitSet ports, Protocol protocol) {
        return IntStream.iterate(
                        ports.nextSetBit(0), first -> first >= 0, first -> ports.nextSetBit(ports.nextClearBit(first)))
                .mapToObj(first -> new PortRange(first, ports.nextClearBit(first) - 1, protocol));
    }

    private static Stream<Element> elements(BitSet ports, Protocol protocol, Optional<Duration> remaining) {
        return ranges(ports, protocol).map(range -> new Element(range, remaining));
    }

    private static BitSet bits(Stream<PortRange> ranges) {
        BitSet ports = new BitSet();
        ranges.forEach(range -> ports.set(range.first(), range.last() + 1));
        return ports;
    }
}
