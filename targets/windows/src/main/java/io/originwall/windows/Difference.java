package io.originwall.windows;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What a person reads of the way from the rules that are there to a guard. */
final class Difference {
    private Difference() {}

    /** Called where there is something to write, so there is at least one line. */
    static List<Change> changes(OurRules ours, Guard wanted, AddressSet unguarded) {
        Guard before = ours.guard();
        List<Change> changes = new ArrayList<>();
        ours.drift(WantedRules.of(before, unguarded)).forEach(line -> changes.add(Change.repair(line)));
        for (Protocol protocol : Protocol.values()) {
            ports(before, wanted, protocol).forEach(range -> changes.add(Change.remove(range)));
            ports(wanted, before, protocol).forEach(range -> changes.add(Change.add(range)));
        }
        if (!wanted.isNone()) {
            AddressSet allow = AddressList.representable(wanted.allow());
            before.allow().minus(allow).blocks().forEach(block -> changes.add(Change.remove(block)));
            allow.minus(before.allow()).blocks().forEach(block -> changes.add(Change.add(block)));
        }
        return List.copyOf(changes);
    }

    private static List<PortRange> ports(Guard guard, Guard without, Protocol protocol) {
        BitSet ports = bits(guard, protocol);
        ports.andNot(bits(without, protocol));
        List<PortRange> ranges = new ArrayList<>();
        for (int first = ports.nextSetBit(0); first >= 0; ) {
            int end = ports.nextClearBit(first);
            ranges.add(new PortRange(first, end - 1, protocol));
            first = ports.nextSetBit(end);
        }
        return ranges;
    }

    private static BitSet bits(Guard guard, Protocol protocol) {
        BitSet bits = new BitSet();
        guard.ports().stream()
                .filter(range -> range.protocol() == protocol)
                .forEach(range -> bits.set(range.first(), range.last() + 1));
        return bits;
    }
}
