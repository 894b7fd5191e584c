package io.originwall.host.nftables;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The elements of an address set as nft prints them, read.
 *
 * @param addresses what the set holds
 * @param odd elements that are more than addresses, a timeout or a comment for instance; ours never are
 */
record AddressElements(AddressSet addresses, List<String> odd) {
    /** Reads {@code 1.2.3.4, 10.0.0.0/8, 1.1.1.1-1.1.1.9}; linear in the length of the text. */
    static AddressElements parse(Family family, String text) {
        List<AddressRange> ranges = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            int start = from;
            int end = to;
            while (start < end && text.charAt(start) <= ' ') {
                start++;
            }
            while (end > start && text.charAt(end - 1) <= ' ') {
                end--;
            }
            if (start < end) {
                Optional<AddressRange> range = range(family, text, start, end);
                if (range.isPresent()) {
                    ranges.add(range.get());
                } else {
                    odd.add(text.substring(start, end));
                }
            }
            from = to + 1;
        }
        return new AddressElements(AddressSet.of(ranges), List.copyOf(odd));
    }

    private static Optional<AddressRange> range(Family family, String text, int from, int to) {
        int slash = last('/', text, from, to);
        if (slash > from) {
            return block(family, text, from, slash, to);
        }
        int dash = last('-', text, from, to);
        if (dash > from) {
            Optional<Address> first = AddressReader.read(family, text, from, dash);
            Optional<Address> last = AddressReader.read(family, text, dash + 1, to);
            return first.isPresent() && last.isPresent() && first.get().compareTo(last.get()) <= 0
                    ? Optional.of(new AddressRange(first.get(), last.get()))
                    : Optional.empty();
        }
        return AddressReader.read(family, text, from, to).map(address -> new AddressRange(address, address));
    }

    /** {@code lastIndexOf} knows no lower bound: for each bare address it would go back to the start of the whole text. */
    private static int last(char wanted, String text, int from, int to) {
        int at = to - 1;
        while (at >= from && text.charAt(at) != wanted) {
            at--;
        }
        return at;
    }

    private static Optional<AddressRange> block(Family family, String text, int from, int slash, int to) {
        int prefix = 0;
        for (int i = slash + 1; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || prefix > family.bits()) {
                return Optional.empty();
            }
            prefix = prefix * 10 + digit;
        }
        if (slash + 1 == to || prefix > family.bits()) {
            return Optional.empty();
        }
        int hostBits = family.bits() - prefix;
        return AddressReader.read(family, text, from, slash)
                .map(network -> new AddressRange(network, lastOf(network, hostBits)));
    }

    private static Address lastOf(Address network, int hostBits) {
        long low = network.low() | ones(Math.min(hostBits, Long.SIZE));
        long high = network.high() | ones(Math.max(hostBits - Long.SIZE, 0));
        return new Address(network.family(), high, low);
    }

    private static long ones(int bits) {
        return bits == Long.SIZE ? -1L : (1L << bits) - 1;
    }
}
