package io.originwall.host.addresses;

import io.originwall.api.Change;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.util.ArrayList;
import java.util.List;

/** The lines of a plan for the blocks that come and go. */
public final class AddressChanges {
    private AddressChanges() {}

    /**
     * Each block on a line of its own.
     *
     * @param prefix what stands before each block
     */
    public static List<Change> between(AddressSet now, AddressSet wanted, String prefix) {
        if (now.equals(wanted)) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>();
        now.minus(wanted)
                .ranges()
                .forEach(range -> blocks(range).forEach(block -> changes.add(Change.remove(prefix + block))));
        wanted.minus(now)
                .ranges()
                .forEach(range -> blocks(range).forEach(block -> changes.add(Change.add(prefix + block))));
        return changes;
    }

    /** Most ranges are one block; asking the library for each would cost more than writing the script. */
    private static List<String> blocks(AddressRange range) {
        int hostBits = AddressWriter.hostBits(range);
        if (hostBits < 0) {
            return range.blocks().stream().map(Cidr::toString).toList();
        }
        StringBuilder block = new StringBuilder();
        AddressWriter.append(block, range.first());
        return List.of(
                block.append('/').append(range.family().bits() - hostBits).toString());
    }
}
