package io.originwall.agent.ranges;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The address space that no CDN connects from: IANA's special-purpose registries as of 2025, multicast, and for IPv6 everything outside
 * the global unicast space 2000::/3.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA IPv4 Special-Purpose Address Registry</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA IPv6 Special-Purpose Address Registry</a>
 * @see <a href="https://www.iana.org/assignments/ipv6-address-space">IANA IPv6 Address Space</a>
 */
final class SpecialPurpose {
    private record Entry(Cidr block, String purpose) {}

    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    private static final List<Entry> ENTRIES = List.of(
            entry("0.0.0.0/8", "\"this network\""),
            entry("10.0.0.0/8", "private use"),
            entry("100.64.0.0/10", "carrier-grade NAT"),
            entry("127.0.0.0/8", "loopback"),
            entry("169.254.0.0/16", "link-local"),
            entry("172.16.0.0/12", "private use"),
            entry("192.0.0.0/24", "IETF protocol assignments"),
            entry("192.0.2.0/24", "documentation"),
            entry("192.31.196.0/24", "AS112"),
            entry("192.52.193.0/24", "AMT"),
            entry("192.88.99.0/24", "6to4 relay anycast"),
            entry("192.168.0.0/16", "private use"),
            entry("192.175.48.0/24", "AS112"),
            entry("198.18.0.0/15", "benchmarking"),
            entry("198.51.100.0/24", "documentation"),
            entry("203.0.113.0/24", "documentation"),
            entry("224.0.0.0/4", "multicast"),
            entry("240.0.0.0/4", "reserved"),
            entry("2001::/23", "IETF protocol assignments, Teredo among them"),
            entry("2001:db8::/32", "documentation"),
            entry("2002::/16", "6to4"),
            entry("2620:4f:8000::/48", "AS112"),
            entry("3fff::/20", "documentation"));

    private static final AddressSet ALL = AddressSet.ofBlocks(
                    ENTRIES.stream().map(Entry::block).toList())
            .union(AddressSet.ofBlocks(List.of(GLOBAL_UNICAST)).complement().of(GLOBAL_UNICAST.family()));

    /** How many IPv4 addresses are none of these. */
    static final BigInteger PUBLIC_IPV4 =
            BigInteger.ONE.shiftLeft(32).subtract(ALL.of(Family.IPV4).size());

    private SpecialPurpose() {}

    private static Entry entry(String block, String purpose) {
        return new Entry(Cidr.parse(block), purpose);
    }

    static AddressSet all() {
        return ALL;
    }

    /** Why this block cannot be a CDN's: {@code 10.1.0.0/16 (private use)}; empty where it can. */
    static Optional<String> objection(Cidr block) {
        Stream<String> purposes = ENTRIES.stream()
                .filter(entry -> entry.block.contains(block) || block.contains(entry.block))
                .map(entry -> entry.purpose.concat(!entry.block.contains(block) ? " inside it" : ""));
        Stream<String> outside = block.family() == GLOBAL_UNICAST.family() && !GLOBAL_UNICAST.contains(block)
                ? Stream.of("not inside the global unicast space " + GLOBAL_UNICAST)
                : Stream.empty();
        return Stream.concat(outside, purposes).findFirst().map(why -> block + " (" + why + ")");
    }
}
