package io.originwall.linux.addresses;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.Family;
import java.util.Optional;

/** Reads {@code 1.2.3.4}, {@code 10.0.0.0/8} and {@code 1.1.1.1-1.1.1.9} as firewall tools print them. */
public final class RangeReader {
    private RangeReader() {}

    /** Empty where the text from, inclusive, to, exclusive, is nothing of the kind. */
    public static Optional<AddressRange> read(Family family, String text, int from, int to) {
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
