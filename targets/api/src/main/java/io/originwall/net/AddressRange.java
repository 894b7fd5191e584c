package io.originwall.net;

import java.math.BigInteger;
import java.util.List;

/**
 * All addresses from the first to the last, both included.
 *
 * @param first the lowest address
 * @param last the highest address, of the same family
 */
public record AddressRange(Address first, Address last) {
    public AddressRange {
        if (first.family() != last.family() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException("not a range: " + first + "-" + last);
        }
    }

    public Family family() {
        return first.family();
    }

    public boolean contains(Address address) {
        return first.compareTo(address) <= 0 && last.compareTo(address) >= 0;
    }

    /** How many addresses there are. */
    public BigInteger size() {
        return number(last).subtract(number(first)).add(BigInteger.ONE);
    }

    private static BigInteger number(Address address) {
        return unsigned(address.high()).shiftLeft(Long.SIZE).or(unsigned(address.low()));
    }

    private static BigInteger unsigned(long word) {
        BigInteger signed = BigInteger.valueOf(word);
        return word >= 0 ? signed : signed.add(BigInteger.ONE.shiftLeft(Long.SIZE));
    }

    /** The fewest blocks that make up this range, in order. */
    public List<Cidr> blocks() {
        return AddressText.blocks(this);
    }

    /** One address, one block, or {@code first-last}: as short as nft and ipset write it. */
    @Override
    public String toString() {
        if (first.equals(last)) {
            return first.toString();
        }
        List<Cidr> blocks = blocks();
        return blocks.size() == 1 ? blocks.get(0).toString() : first + "-" + last;
    }
}
