package io.originwall.linux.iptables;

import io.originwall.linux.addresses.AddressWriter;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;

/** Addresses as an ipset takes them: blocks, and none of prefix length 0. */
final class SetBlocks {
    private SetBlocks() {}

    /** The fewest there are, in order. Most ranges are one block; asking the library for each would cost more than writing the script. */
    static List<AddressRange> of(AddressSet addresses) {
        List<AddressRange> blocks = new ArrayList<>(addresses.ranges().size());
        for (AddressRange range : addresses.ranges()) {
            int hostBits = AddressWriter.hostBits(range);
            if (hostBits == range.family().bits()) {
                blocks.addAll(halves(range.family()));
            } else if (hostBits >= 0) {
                blocks.add(range);
            } else {
                range.blocks().stream().map(Cidr::range).forEach(blocks::add);
            }
        }
        return blocks;
    }

    private static List<AddressRange> halves(Family family) {
        Address lower = new Address(family, 0, 0);
        Address upper = family == Family.IPV4
                ? new Address(family, 0, 1L << (family.bits() - 1))
                : new Address(family, Long.MIN_VALUE, 0);
        return List.of(new Cidr(lower, 1).range(), new Cidr(upper, 1).range());
    }

    /** Those of one list that are not in another, both in order. */
    static List<AddressRange> minus(List<AddressRange> blocks, List<AddressRange> others) {
        List<AddressRange> rest = new ArrayList<>();
        int other = 0;
        for (AddressRange block : blocks) {
            while (other < others.size() && others.get(other).first().compareTo(block.first()) < 0) {
                other++;
            }
            boolean same = false;
            for (int i = other; i < others.size() && others.get(i).first().equals(block.first()); i++) {
                same |= others.get(i).last().equals(block.last());
            }
            if (!same) {
                rest.add(block);
            }
        }
        return rest;
    }
}
