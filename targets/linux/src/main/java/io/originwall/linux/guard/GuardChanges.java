package io.originwall.linux.guard;

import io.originwall.api.Change;
import io.originwall.linux.addresses.AddressWriter;
import io.originwall.linux.ports.PortElements;
import io.originwall.linux.survey.Bridges;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The lines of a plan for what a guard is made of. */
public final class GuardChanges {
    private GuardChanges() {}

    /** A guard where there was none. */
    public static List<Change> ofNew(GuardState wanted) {
        PortElements noTcp = PortElements.none(Protocol.TCP);
        PortElements noUdp = PortElements.none(Protocol.UDP);
        return ofSets(new GuardState(wanted.shape(), AddressSet.empty(), AddressSet.empty(), noTcp, noUdp), wanted);
    }

    /** The ports and the blocks that come and go. */
    public static List<Change> ofSets(GuardState now, GuardState wanted) {
        List<Change> changes = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            changes.addAll(ofPorts(now.ports(protocol), wanted.ports(protocol)));
        }
        changes.addAll(ofAddresses(now.allow(), wanted.allow(), ""));
        changes.addAll(ofAddresses(now.destinations(), wanted.destinations(), "destination "));
        return changes;
    }

    /** Between two sets of the same protocol. */
    public static List<Change> ofPorts(PortElements now, PortElements wanted) {
        Protocol protocol = wanted.protocol();
        List<Change> changes = new ArrayList<>();
        PortElements.ranges(PortElements.minus(now.all(), wanted.all()), protocol)
                .forEach(range -> changes.add(Change.remove(range)));
        PortElements.ranges(PortElements.minus(wanted.permanent(), now.all()), protocol)
                .forEach(range -> changes.add(Change.add(range)));
        for (PortElements.Element element : wanted.elements()) {
            element.remaining()
                    .ifPresent(time -> PortElements.ranges(newOf(element.ports(), now), protocol)
                            .forEach(range ->
                                    changes.add(Change.add(range + ", on trial for " + time.toSeconds() + "s"))));
        }
        PortElements.ranges(PortElements.and(wanted.permanent(), now.onTrial()), protocol)
                .forEach(range -> changes.add(Change.repair(range + ": on trial, made permanent")));
        now.odd()
                .forEach(odd ->
                        changes.add(Change.repair("set " + protocol + "_ports: foreign element \"" + odd + '"')));
        return changes;
    }

    private static BitSet newOf(PortRange ports, PortElements now) {
        BitSet bits = new BitSet();
        bits.set(ports.first(), ports.last() + 1);
        return PortElements.minus(bits, now.all());
    }

    private static List<Change> ofAddresses(AddressSet now, AddressSet wanted, String prefix) {
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

    /** What the rules do otherwise. */
    public static List<Change> ofShape(GuardShape now, GuardShape wanted) {
        List<Change> changes = new ArrayList<>();
        if (now.mode() != wanted.mode()) {
            changes.add(Change.repair("mode " + word(now.mode()) + " → " + word(wanted.mode())));
        }
        if (now.denyWith() != wanted.denyWith()) {
            changes.add(Change.repair("deny-with " + word(now.denyWith()) + " → " + word(wanted.denyWith())));
        }
        if (!now.replies().equals(wanted.replies())) {
            String tracking = wanted.replies().isEmpty() ? "" : ", which takes connection tracking for the whole host";
            changes.add(Change.repair("answers to UDP queries let in at: " + names(now.replies()) + " → "
                    + names(wanted.replies()) + tracking));
        }
        if (!now.bridges().equals(wanted.bridges())) {
            changes.add(Change.repair(Bridges.CHANGE + names(now.bridges()) + " → " + names(wanted.bridges())));
        }
        return changes;
    }

    private static String names(List<?> things) {
        return things.isEmpty() ? "none" : things.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
