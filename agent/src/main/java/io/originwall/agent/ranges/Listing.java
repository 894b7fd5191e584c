package io.originwall.agent.ranges;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One list as its source published it. Well-formed, not yet trusted. The blocks are sorted and each is there once: sources change their
 * order between two answers, and a duplicate or an overlap changes nothing about which addresses are meant.
 *
 * @param etag the version the list gives itself
 */
record Listing(List<Cidr> blocks, Optional<String> etag) {
    Listing {
        blocks = blocks.stream().sorted().distinct().toList();
    }

    static Listing of(Collection<Cidr> blocks) {
        return new Listing(List.copyOf(blocks), Optional.empty());
    }

    AddressSet addresses() {
        return AddressSet.ofBlocks(blocks);
    }
}
