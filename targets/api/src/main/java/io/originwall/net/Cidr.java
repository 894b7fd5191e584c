package io.originwall.net;

import org.jspecify.annotations.Nullable;

/**
 * A CIDR block: a network address without host bits, and a prefix length.
 *
 * @param network the first address
 * @param prefix the prefix length in bits, 0–32 or 0–128
 */
public record Cidr(Address network, int prefix) implements Comparable<Cidr> {
    public Cidr {
        int bits = network.family().bits();
        if (prefix < 0 || prefix > bits || network.hasHostBits(bits - prefix)) {
            throw new IllegalArgumentException("not a block: " + network + "/" + prefix);
        }
    }

    /**
     * Reads {@code address/prefix}; nothing is trimmed, guessed or rounded.
     *
     * @throws AddressFormatException for anything but one well-formed block: a missing prefix, host bits, leading zeros, a mapped or scoped form
     */
    public static Cidr parse(String text) {
        return AddressText.cidr(text);
    }

    /** The block that holds just this address. */
    public static Cidr of(Address address) {
        return new Cidr(address, address.family().bits());
    }

    public Family family() {
        return network.family();
    }

    public AddressRange range() {
        return new AddressRange(network, network.withHostBits(family().bits() - prefix));
    }

    public boolean contains(Address address) {
        return range().contains(address);
    }

    /** Does this block hold every address of the other? */
    public boolean contains(Cidr other) {
        return prefix <= other.prefix && contains(other.network);
    }

    // Written out, for the JVM would put it together at the first call, which a cold start notices.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cidr that && prefix == that.prefix && network.equals(that.network);
    }

    @Override
    public int hashCode() {
        return 31 * network.hashCode() + prefix;
    }

    @Override
    public int compareTo(Cidr other) {
        int byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(prefix, other.prefix);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
