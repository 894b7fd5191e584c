package io.originwall.host.nftables;

import io.originwall.api.Guard;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The elements of a port set. A port on trial carries a timeout, after which the kernel itself takes it out.
 *
 * @param protocol of the ports
 * @param elements disjoint, in order
 * @param odd elements that are not ports; ours always are
 */
record PortElements(Protocol protocol, List<Element> elements, List<String> odd) {
    private static final Pattern ELEMENT =
            Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?: timeout (\\w+))?(?: expires (\\w+))?");
    private static final Pattern TIME = Pattern.compile("(\\d+)(ms|d|h|m|s)");
    /** An element with a timeout of 0 would stay for ever. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * One element.
     *
     * @param ports neighbours with the same timeout
     * @param remaining until the kernel takes it out; empty for one that stays
     */
    record Element(PortRange ports, Optional<Duration> remaining) {}

    static PortElements none(Protocol protocol) {
        return new PortElements(protocol, List.of(), List.of());
    }

    /**
     * What a guard wants in the set. A trial puts no timeout on a port that is guarded for good already, nor takes one out, since nobody
     * would put it back; and a port that is on trial keeps the time it has left.
     */
    static PortElements of(Guard guard, Protocol protocol, PortElements now) {
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

    /** Reads {@code 80, 443 timeout 60s expires 58s120ms, 8000-8010}. */
    static PortElements parse(Protocol protocol, String text) {
        List<Element> elements = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        for (String piece : text.split(",", -1)) {
            String element = piece.strip();
            Matcher matcher = ELEMENT.matcher(element);
            if (matcher.matches() && isRange(matcher)) {
                int first = Integer.parseInt(matcher.group(1));
                int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
                Optional<String> left =
                        Optional.ofNullable(matcher.group(4)).or(() -> Optional.ofNullable(matcher.group(3)));
                elements.add(new Element(new PortRange(first, last, protocol), left.map(PortElements::time)));
            } else if (!element.isEmpty()) {
                odd.add(element);
            }
        }
        return new PortElements(protocol, List.copyOf(elements), List.copyOf(odd));
    }

    private static boolean isRange(Matcher matcher) {
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        return first >= 1 && last <= 65535 && first <= last;
    }

    private static Duration time(String text) {
        Duration time = Duration.ZERO;
        Matcher part = TIME.matcher(text);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            time = time.plus(
                    switch (part.group(2)) {
                        case "d" -> Duration.ofDays(amount);
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    });
        }
        return time;
    }

    /** The elements as a script writes them. */
    List<String> texts() {
        return elements.stream().map(PortElements::text).toList();
    }

    private static String text(Element element) {
        PortRange ports = element.ports();
        String range = ports.first() == ports.last() ? "" + ports.first() : ports.first() + "-" + ports.last();
        return range
                + element.remaining()
                        .map(left -> left.compareTo(SHORTEST) < 0 ? SHORTEST : left)
                        .map(left -> " timeout " + left.toSeconds() + "s"
                                + (left.toMillisPart() == 0 ? "" : left.toMillisPart() + "ms"))
                        .orElse("");
    }

    PortElements withoutTrials() {
        return new PortElements(
                protocol,
                elements.stream()
                        .filter(element -> element.remaining().isEmpty())
                        .toList(),
                List.of());
    }

    boolean isEmpty() {
        return elements.isEmpty();
    }

    /** Holds the same ports, and the same of them on trial; how long they have left is not asked. */
    boolean isSameAs(PortElements other) {
        return odd.equals(other.odd)
                && permanent().equals(other.permanent())
                && onTrial().equals(other.onTrial());
    }

    BitSet permanent() {
        return bits(elements.stream()
                .filter(element -> element.remaining().isEmpty())
                .map(Element::ports));
    }

    BitSet onTrial() {
        return bits(elements.stream()
                .filter(element -> element.remaining().isPresent())
                .map(Element::ports));
    }

    BitSet all() {
        return bits(elements.stream().map(Element::ports));
    }

    static BitSet minus(BitSet ports, BitSet others) {
        BitSet rest = (BitSet) ports.clone();
        rest.andNot(others);
        return rest;
    }

    static BitSet and(BitSet ports, BitSet others) {
        BitSet common = (BitSet) ports.clone();
        common.and(others);
        return common;
    }

    static Stream<PortRange> ranges(BitSet ports, Protocol protocol) {
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
