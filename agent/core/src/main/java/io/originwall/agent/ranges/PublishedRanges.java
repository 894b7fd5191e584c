package io.originwall.agent.ranges;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.text.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One list as its source published it. Well-formed, not yet trusted. The blocks are sorted and each is there once: sources change their
 * order between two answers, and a duplicate or an overlap changes nothing about which addresses are meant.
 *
 * @param etag the version the list gives itself
 */
record PublishedRanges(List<Cidr> blocks, Optional<String> etag) {
    /** More than these no parser takes: nft bears 250,000 ranges, and a million would not fit the launcher's heap. */
    static final int MAX_BLOCKS = 300_000;

    static final String TOO_MANY = "more than " + MAX_BLOCKS + " blocks: more than any target bears";

    PublishedRanges {
        blocks = sortedOnce(blocks);
    }

    static PublishedRanges of(Collection<Cidr> blocks) {
        return new PublishedRanges(List.copyOf(blocks), Optional.empty());
    }

    private static List<Cidr> sortedOnce(List<Cidr> blocks) {
        List<Cidr> sorted = new ArrayList<>(blocks);
        sorted.sort(null);
        List<Cidr> once = new ArrayList<>(sorted.size());
        for (Cidr block : sorted) {
            if (once.isEmpty() || !once.get(once.size() - 1).equals(block)) {
                once.add(block);
            }
        }
        return List.copyOf(once);
    }

    /** SHA-256 of the blocks, each followed by a line feed: the same for the same blocks, whatever their order was. */
    String digest() {
        return Sha256.ofLines(blocks.stream());
    }

    AddressSet addresses() {
        return AddressSet.ofBlocks(blocks);
    }
}
