package io.originwall.agent.sync;

import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every block that is let in, with where it comes from: the provider's ranges, ranges in their removal grace, the operator's own.
 *
 * @param entries in the order of their sources; a block may stand in it more than once
 */
public record AllowList(List<RangeEntry> entries) {
    public AllowList {
        entries = List.copyOf(entries);
    }

    public static AllowList of(Ranges ranges, List<Cidr> allow) {
        return new AllowList(
                Stream.concat(ranges.entries().stream(), allow.stream().map(RangeEntry::ofConfig))
                        .toList());
    }

    public AddressSet addresses() {
        return AddressSet.ofBlocks(entries.stream().map(RangeEntry::block).toList());
    }

    /** The first entry that lets this address in. */
    public Optional<RangeEntry> entryFor(Address address) {
        return entries.stream().filter(entry -> entry.block().contains(address)).findFirst();
    }
}
