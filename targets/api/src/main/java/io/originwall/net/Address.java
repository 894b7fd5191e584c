package io.originwall.net;

import org.jspecify.annotations.Nullable;

/**
 * One IP address as a number: 128 bits in two words, an IPv4 address in the low 32. The IPAddress library's objects cost some hundred
 * bytes each, which a million blocks could not afford; it still does all reading and writing of text.
 *
 * @param family which of the two address spaces
 * @param high the upper 64 bits; zero for IPv4
 * @param low the lower 64 bits
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {
    private static final long IPV4_MAX = 0xFFFF_FFFFL;

    public Address {
        if (family == Family.IPV4 && (high != 0 || low < 0 || low > IPV4_MAX)) {
            throw new IllegalArgumentException("not an IPv4 address: " + Long.toHexString(low));
        }
    }

    /**
     * Reads one address: dotted decimal without leading zeros, or RFC 4291 text without a zone or an embedded IPv4 address.
     *
     * @throws AddressFormatException if the text is anything else
     */
    public static Address parse(String text) {
        return AddressText.address(text);
    }

    static Address lowest(Family family) {
        return new Address(family, 0, 0);
    }

    static Address highest(Family family) {
        return family == Family.IPV4 ? new Address(family, 0, IPV4_MAX) : new Address(family, -1L, -1L);
    }

    boolean isHighest() {
        return family == Family.IPV4 ? low == IPV4_MAX : high == -1L && low == -1L;
    }

    /** Does the other follow at once? */
    boolean isBefore(Address other) {
        return family == other.family
                && !isHighest()
                && other.low == low + 1
                && other.high == (low == -1L ? high + 1 : high);
    }

    /** The following address; undefined for the highest. */
    Address next() {
        return new Address(family, low == -1L ? high + 1 : high, low + 1);
    }

    /** The preceding address; undefined for the lowest. */
    Address previous() {
        return new Address(family, low == 0 ? high - 1 : high, low - 1);
    }

    /** This address with its lowest {@code bits} bits set. */
    Address withHostBits(int bits) {
        if (bits >= Long.SIZE) {
            return new Address(family, high | ones(bits - Long.SIZE), -1L);
        }
        return new Address(family, high, low | ones(bits));
    }

    boolean hasHostBits(int bits) {
        return bits >= Long.SIZE ? low != 0 || (high & ones(bits - Long.SIZE)) != 0 : (low & ones(bits)) != 0;
    }

    private static long ones(int bits) {
        return bits == Long.SIZE ? -1L : (1L << bits) - 1;
    }

    // Written out, for the JVM would put it together at the first call, which a cold start notices.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address that && high == that.high && low == that.low && family == that.family;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    @Override
    public int compareTo(Address other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The canonical text: dotted decimal, or RFC 5952. */
    @Override
    public String toString() {
        return AddressText.text(this);
    }
}
