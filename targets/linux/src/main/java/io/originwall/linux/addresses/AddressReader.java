package io.originwall.linux.addresses;

import io.originwall.net.Address;
import io.originwall.net.Family;
import java.util.Optional;

/**
 * Reads addresses as the C library prints them, embedded IPv4 ({@code ::ffff:1.2.3.4}) included. The strict reader of the ranges refuses
 * those, and takes ten times as long; a list of ten thousand is read twice in each sync.
 */
public final class AddressReader {
    private static final int GROUPS = 8;

    private AddressReader() {}

    /** Empty where the text from, inclusive, to, exclusive, is not an address of the family. */
    static Optional<Address> read(Family family, String text, int from, int to) {
        return family == Family.IPV4
                ? ipv4(text, from, to).map(number -> new Address(Family.IPV4, 0, number))
                : ipv6(text, from, to);
    }

    private static Optional<Long> ipv4(String text, int from, int to) {
        long number = 0;
        int octet = 0;
        int dots = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                number = (number << Byte.SIZE) | octet;
                octet = 0;
                dots++;
            } else if (c >= '0' && c <= '9') {
                octet = octet * 10 + (c - '0');
            } else {
                return Optional.empty();
            }
            if (octet > 255 || dots > 3) {
                return Optional.empty();
            }
        }
        return dots == 3 ? Optional.of((number << Byte.SIZE) | octet) : Optional.empty();
    }

    private static Optional<Address> ipv6(String text, int from, int to) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int i = from;
        if (text.startsWith("::", from)) {
            gap = 0;
            i += 2;
        }
        while (i < to) {
            int end = i;
            boolean dotted = false;
            while (end < to && text.charAt(end) != ':') {
                dotted |= text.charAt(end) == '.';
                end++;
            }
            if (end == to && dotted) {
                Optional<Long> embedded = ipv4(text, i, to);
                if (embedded.isEmpty() || count > GROUPS - 2) {
                    return Optional.empty();
                }
                groups[count++] = (int) (embedded.get() >>> Short.SIZE);
                groups[count++] = (int) (embedded.get() & 0xFFFF);
                break;
            }
            int group = group(text, i, end);
            if (group < 0 || count == GROUPS) {
                return Optional.empty();
            }
            groups[count++] = group;
            i = end + 1;
            if (i < to && text.charAt(i) == ':') {
                if (gap >= 0) {
                    return Optional.empty();
                }
                gap = count;
                i++;
            } else if (i == to) {
                return Optional.empty();
            }
        }
        return assemble(groups, count, gap);
    }

    private static int group(String text, int from, int to) {
        if (from == to || to - from > 4) {
            return -1;
        }
        int group = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            group = group << 4 | digit;
        }
        return group;
    }

    private static Optional<Address> assemble(int[] groups, int count, int gap) {
        if (gap < 0 ? count != GROUPS : count >= GROUPS) {
            return Optional.empty();
        }
        int missing = GROUPS - count;
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS; i++) {
            int group = 0;
            if (gap < 0 || i < gap) {
                group = groups[i];
            } else if (i >= gap + missing) {
                group = groups[i - missing];
            }
            if (i < GROUPS / 2) {
                high = high << Short.SIZE | group;
            } else {
                low = low << Short.SIZE | group;
            }
        }
        return Optional.of(new Address(Family.IPV6, high, low));
    }
}
