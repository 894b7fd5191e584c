package io.originwall.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports of one protocol from the first to the last, both included.
 *
 * @param first 1–65535
 * @param last 1–65535, not below the first
 */
public record PortRange(int first, int last, Protocol protocol) implements Comparable<PortRange> {
    private static final Pattern TEXT = Pattern.compile("(0|[1-9]\\d{0,8})(?:-(0|[1-9]\\d{0,8}))?(?:/(tcp|udp))?");
    private static final Comparator<PortRange> ORDER = Comparator.comparing(PortRange::protocol)
            .thenComparing(PortRange::first)
            .thenComparing(PortRange::last);

    public PortRange {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException("port must be 1–65535");
        }
    }

    /**
     * Reads {@code 80}, {@code 80/tcp}, {@code 443/udp} or {@code 8000-8010/tcp}; tcp where the protocol is left out.
     *
     * @throws AddressFormatException if the text is anything else
     */
    public static PortRange parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new AddressFormatException(text, "not a port: write 80/tcp, 443/udp or 8000-8010/tcp");
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (first < 1 || first > 65535 || last < 1 || last > 65535) {
            throw new AddressFormatException(text, "port must be 1–65535");
        }
        if (first > last) {
            throw new AddressFormatException(text, "the range runs backwards");
        }
        return new PortRange(first, last, "udp".equals(matcher.group(3)) ? Protocol.UDP : Protocol.TCP);
    }

    /** The fewest ranges that hold the same ports, in order. */
    public static List<PortRange> merge(Collection<PortRange> ranges) {
        List<PortRange> merged = new ArrayList<>();
        for (PortRange range : ranges.stream().sorted().toList()) {
            PortRange before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && before.protocol == range.protocol && before.last + 1 >= range.first) {
                merged.set(
                        merged.size() - 1,
                        new PortRange(before.first, Math.max(before.last, range.last), range.protocol));
            } else {
                merged.add(range);
            }
        }
        return List.copyOf(merged);
    }

    public boolean contains(Port port) {
        return port.protocol() == protocol && first <= port.number() && port.number() <= last;
    }

    @Override
    public int compareTo(PortRange other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return (first == last ? "" + first : first + "-" + last) + "/" + protocol;
    }
}
