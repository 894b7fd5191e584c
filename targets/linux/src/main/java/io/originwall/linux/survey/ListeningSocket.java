package io.originwall.linux.survey;

import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.Port;
import io.originwall.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A socket that strangers can reach, as {@code ss -Hlntup} prints it.
 *
 * @param port where it listens
 * @param process the program behind it; empty where ss may not tell
 */
record ListeningSocket(Port port, Optional<String> process) {
    private static final Pattern LINE = Pattern.compile(
            "(tcp|udp)\\s+\\S+\\s+\\d+\\s+\\d+\\s+(\\S+):(\\d+)\\s+\\S+\\s*(?:users:\\(\\(\"([^\"]*)\".*)?");

    /**
     * Addresses that packets from the internet do not come to. Private IPv4 is not among them: in EC2 and in Google's cloud a public address
     * is translated to a private one, and that is the one a server there listens on.
     */
    private static final AddressSet NEAR =
            AddressSet.ofBlocks(Stream.of("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
                    .map(Cidr::parse)
                    .toList());

    /** Listeners on a wildcard or an address that may be reached from the internet, each port once. */
    static List<ListeningSocket> parse(String ss) {
        return ss.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> isPublic(line.group(2)))
                .flatMap(line -> listener(line).stream())
                .distinct()
                .toList();
    }

    private static Optional<ListeningSocket> listener(Matcher line) {
        int number = Integer.parseInt(line.group(3));
        Protocol protocol = line.group(1).equals("tcp") ? Protocol.TCP : Protocol.UDP;
        return number == 0
                ? Optional.empty()
                : Optional.of(new ListeningSocket(new Port(number, protocol), Optional.ofNullable(line.group(4))));
    }

    private static boolean isPublic(String printed) {
        String text = printed.replaceAll("[\\[\\]]|%.*", "");
        if (text.equals("*") || text.startsWith("::ffff:")) {
            return text.equals("*") || isPublic(text.substring("::ffff:".length()));
        }
        try {
            Address address = Address.parse(text);
            boolean multicast =
                    address.family() == Family.IPV4 ? address.low() >>> 28 == 14 : address.high() >>> 56 == 0xFF;
            return !multicast && !NEAR.contains(address);
        } catch (AddressFormatException e) {
            // Better one finding too many than one too few.
            return true;
        }
    }

    String describe() {
        return port + process.map(name -> " (" + name + ")").orElse("");
    }
}
