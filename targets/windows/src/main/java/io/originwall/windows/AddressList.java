package io.originwall.windows;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A rule's remote addresses. The firewall takes {@code *}, keywords, addresses, subnets by prefix length or mask, and ranges, and gives them
 * back in an order and a notation of its own, so they are compared as the sets they are.
 *
 * @param addresses all that are given as numbers
 * @param others keywords such as LocalSubnet, whose addresses change with the network, and what cannot be read
 */
record AddressList(AddressSet addresses, List<String> others) {
    /** IPv6 ranges must hold neither of them: MS-FASP 2.2.10. The first is nobody's address, the second never leaves its host. */
    private static final AddressSet NOT_IN_RULES = AddressSet.ofBlocks(List.of(Cidr.parse("::/127")));

    private static final AddressSet ALL = AddressSet.empty().complement();

    AddressList {
        others = List.copyOf(others);
    }

    static AddressList parse(String text) {
        if (text.isBlank() || text.equals("*")) {
            return new AddressList(ALL, List.of());
        }
        List<AddressRange> ranges = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String token : text.split(",", -1)) {
            range(token.strip()).ifPresentOrElse(ranges::add, () -> others.add(token.strip()));
        }
        return new AddressList(AddressSet.of(ranges), others);
    }

    private static Optional<AddressRange> range(String token) {
        try {
            int dash = token.indexOf('-');
            if (dash >= 0) {
                return Optional.of(
                        new AddressRange(address(token.substring(0, dash)), address(token.substring(dash + 1))));
            }
            int slash = token.indexOf('/');
            if (slash < 0) {
                Address address = address(token);
                return Optional.of(new AddressRange(address, address));
            }
            Address network = address(token.substring(0, slash));
            return prefix(network.family(), token.substring(slash + 1))
                    .map(prefix -> new Cidr(network, prefix).range());
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> prefix(Family family, String text) {
        if (text.matches("\\d{1,3}")) {
            return Optional.of(Integer.parseInt(text));
        }
        if (family == Family.IPV6 || !text.contains(".")) {
            return Optional.empty();
        }
        long mask = Address.parse(text).low();
        int ones = Long.bitCount(mask);
        boolean contiguous = ones == 0 || mask == (0xFFFF_FFFFL << (Family.IPV4.bits() - ones) & 0xFFFF_FFFFL);
        return contiguous ? Optional.of(ones) : Optional.empty();
    }

    /** Windows writes the end of some IPv6 addresses as an IPv4 address. */
    private static Address address(String text) {
        int dots = text.lastIndexOf(':') + 1;
        if (dots == 0 || text.indexOf('.') < 0) {
            return Address.parse(text);
        }
        Address end = Address.parse(text.substring(dots));
        return Address.parse(text.substring(0, dots)
                + String.format(Locale.ROOT, "%x:%x", end.low() >>> Short.SIZE, end.low() & 0xFFFF));
    }

    boolean contains(Address address) {
        return addresses.contains(address);
    }

    /** The addresses that a rule can name, which are all that a packet can come from. */
    static AddressSet representable(AddressSet addresses) {
        return addresses.minus(NOT_IN_RULES);
    }

    /** As short as the firewall takes it. */
    static String text(List<AddressRange> ranges) {
        return ranges.stream().map(AddressList::text).collect(Collectors.joining(","));
    }

    private static String text(AddressRange range) {
        int host = hostBits(range);
        int bits = range.family().bits();
        boolean isFromZero = range.first().high() == 0 && range.first().low() == 0;
        // A mask of zero is refused (MS-FASP 2.2.4), and of subnets of address zero nobody says that they are taken.
        if (host < 0 || isFromZero) {
            return range.first() + "-" + range.last();
        }
        return host == 0 ? range.first().toString() : range.first() + "/" + (bits - host);
    }

    /** By how many bits the ends differ if it is one block; -1 if it is not. To ask the range for its blocks could make hundreds. */
    private static int hostBits(AddressRange range) {
        long high = range.first().high() ^ range.last().high();
        long low = range.first().low() ^ range.last().low();
        boolean ends = (range.first().high() & high) == 0 && (range.first().low() & low) == 0;
        boolean ones = isOnes(low) && isOnes(high) && (high == 0 || low == -1L);
        return ends && ones ? Long.bitCount(high) + Long.bitCount(low) : -1;
    }

    private static boolean isOnes(long bits) {
        return (bits & (bits + 1)) == 0;
    }
}
