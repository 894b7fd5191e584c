package io.originwall.agent.sync;

import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every block that is let in, with where it comes from: the provider's ranges, ranges in their removal grace, the operator's own.
 *
 * @param entries in the order of their sources; a block may stand in it more than once
 */
public record AllowList(List<Entry> entries) {
    /** The origin of the operator's own entries. */
    public static final String CONFIG = "config";

    /**
     * One block.
     *
     * @param block what is let in
     * @param origin the provider's name, or {@link #CONFIG}
     * @param graceUntil present where the provider no longer lists the block: when it goes
     */
    public record Entry(Cidr block, String origin, Optional<Instant> graceUntil) {
        private static Entry of(RangeEntry range, String origin) {
            return new Entry(range.block(), origin, range.graceUntil());
        }
    }

    public AllowList {
        entries = List.copyOf(entries);
    }

    public static AllowList of(Ranges ranges, List<Cidr> allow) {
        List<Entry> entries = new ArrayList<>(ranges.entries().size() + allow.size());
        ranges.entries().forEach(range -> entries.add(Entry.of(range, ranges.origin())));
        allow.forEach(block -> entries.add(new Entry(block, CONFIG, Optional.empty())));
        return new AllowList(entries);
    }

    public AddressSet addresses() {
        return AddressSet.ofBlocks(entries.stream().map(Entry::block).toList());
    }

    /** The first entry that lets this address in. */
    public Optional<Entry> entryFor(Address address) {
        return entries.stream().filter(entry -> entry.block().contains(address)).findFirst();
    }
}
