package io.originwall.linux.addresses;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.Family;

/** Writes addresses and ranges for firewall tools, without an object per element. */
public final class AddressWriter {
    private static final int GROUPS = 8;

    private AddressWriter() {}

    /** One address, one block, or {@code first-last}. */
    public static void append(StringBuilder out, AddressRange range) {
        append(out, range.first());
        int hostBits = hostBits(range);
        if (hostBits < 0) {
            append(out.append('-'), range.last());
        } else if (hostBits > 0) {
            out.append('/').append(range.family().bits() - hostBits);
        }
    }

    /** How many low bits a range leaves open, or −1 where it is not one block. */
    public static int hostBits(AddressRange range) {
        Address first = range.first();
        Address last = range.last();
        long high = first.high() ^ last.high();
        long low = first.low() ^ last.low();
        boolean aligned = (first.high() & high) == 0 && (first.low() & low) == 0;
        boolean ones = (high & (high + 1)) == 0 && (low & (low + 1)) == 0 && (high == 0 || low == -1L);
        return aligned && ones ? Long.bitCount(high) + Long.bitCount(low) : -1;
    }

    public static void append(StringBuilder out, Address address) {
        if (address.family() == Family.IPV4) {
            int number = (int) address.low();
            out.append(number >>> 24).append('.').append(number >>> 16 & 0xFF).append('.');
            out.append(number >>> 8 & 0xFF).append('.').append(number & 0xFF);
        } else {
            appendIpv6(out, address);
        }
    }

    private static void appendIpv6(StringBuilder out, Address address) {
        int gapFrom = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && group(address, i + length) == 0) {
                length++;
            }
            if (length > gapLength) {
                gapFrom = i;
                gapLength = length;
            }
        }
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapFrom) {
                out.append("::");
                i += gapLength - 1;
            } else {
                if (i > 0 && i != gapFrom + gapLength) {
                    out.append(':');
                }
                out.append(Integer.toHexString(group(address, i)));
            }
        }
    }

    private static int group(Address address, int index) {
        long word = index < GROUPS / 2 ? address.high() : address.low();
        return (int) (word >>> (Short.SIZE * (GROUPS / 2 - 1 - index % (GROUPS / 2)))) & 0xFFFF;
    }
}
