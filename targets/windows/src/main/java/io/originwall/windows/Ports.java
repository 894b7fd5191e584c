package io.originwall.windows;

import io.originwall.net.AddressFormatException;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A rule's protocol and local ports. */
final class Ports {
    /** The highest port; {@code *} is all of them. */
    private static final int MOST = 65535;

    private Ports() {}

    /** IANA's number. */
    static int number(Protocol protocol) {
        return protocol == Protocol.TCP ? 6 : 17;
    }

    static Optional<Protocol> protocol(int number) {
        return number == 6 ? Optional.of(Protocol.TCP) : number == 17 ? Optional.of(Protocol.UDP) : Optional.empty();
    }

    static String text(List<PortRange> ports) {
        return ports.stream()
                .map(range -> range.first() == range.last() ? "" + range.first() : range.first() + "-" + range.last())
                .collect(Collectors.joining(","));
    }

    /** The ports that are given as numbers; keywords such as RPC name ports that nobody guards. */
    static List<PortRange> parse(String text, Protocol protocol) {
        if (text.isBlank() || text.equals("*")) {
            return List.of(new PortRange(1, MOST, protocol));
        }
        return PortRange.merge(Stream.of(text.split(",", -1))
                .flatMap(token -> range(token.strip() + '/' + protocol))
                .toList());
    }

    private static Stream<PortRange> range(String text) {
        try {
            return Stream.of(PortRange.parse(text));
        } catch (AddressFormatException noNumbers) {
            return Stream.empty();
        }
    }
}
