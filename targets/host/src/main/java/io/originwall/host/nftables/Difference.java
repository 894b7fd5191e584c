package io.originwall.host.nftables;

import io.originwall.api.Change;
import io.originwall.host.nftables.PortElements.Element;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What lies between the table that is there and the one that is wanted.
 *
 * @param changes what a person reads; empty when they do the same
 * @param replace whether the table has to be replaced, since the kernel refuses to change it in place
 */
record Difference(List<Change> changes, boolean replace) {
    /** Everything is new. */
    static Difference install(WantedTable wanted) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.add("table inet " + TableShape.TABLE));
        for (Protocol protocol : Protocol.values()) {
            addPorts(PortElements.none(protocol), wanted.ports(protocol), changes);
        }
        addBlocks(AddressSet.empty(), wanted.allow(), "", changes);
        addBlocks(AddressSet.empty(), wanted.destinations(), "destination ", changes);
        return new Difference(List.copyOf(changes), false);
    }

    /** Everything goes. */
    static Difference remove(TableState state) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.remove("table inet " + TableShape.TABLE));
        for (Protocol protocol : Protocol.values()) {
            addPorts(state.ports(protocol), PortElements.none(protocol), changes);
        }
        return new Difference(List.copyOf(changes), false);
    }

    static Difference between(TableState state, WantedTable wanted) {
        List<Change> changes = new ArrayList<>();
        TableShape before = GuardReader.shape(state, wanted.shape());
        ShapeDifference drift = ShapeDifference.between(state, before);
        boolean replace = drift.replace();
        drift.lines().forEach(line -> changes.add(Change.repair(line)));
        for (Protocol protocol : Protocol.values()) {
            addPorts(state.ports(protocol), wanted.ports(protocol), changes);
        }
        addBlocks(state.addresses("allow"), wanted.allow(), "", changes);
        addBlocks(state.addresses("dst"), wanted.destinations(), "destination ", changes);
        addOdd(state, changes);
        addShape(before, wanted.shape(), changes);
        if (!state.exempted().contains(TableShape.LOOPBACK)) {
            changes.add(Change.repair("set exempt_if: \"" + TableShape.LOOPBACK + "\" missing"));
        }
        ShapeDifference whole = ShapeDifference.between(state, wanted.shape());
        if (changes.isEmpty()) {
            whole.lines().forEach(line -> changes.add(Change.repair(line)));
        }
        return new Difference(List.copyOf(changes), replace || whole.replace());
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    private static void addPorts(PortElements now, PortElements wanted, List<Change> changes) {
        Protocol protocol = wanted.protocol();
        PortElements.ranges(PortElements.minus(now.all(), wanted.all()), protocol)
                .forEach(range -> changes.add(Change.remove(range)));
        PortElements.ranges(PortElements.minus(wanted.permanent(), now.all()), protocol)
                .forEach(range -> changes.add(Change.add(range)));
        for (Element element : wanted.elements()) {
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
    }

    private static BitSet newOf(PortRange ports, PortElements now) {
        BitSet bits = new BitSet();
        bits.set(ports.first(), ports.last() + 1);
        return PortElements.minus(bits, now.all());
    }

    private static void addBlocks(AddressSet now, AddressSet wanted, String prefix, List<Change> changes) {
        if (now.equals(wanted)) {
            return;
        }
        now.minus(wanted)
                .ranges()
                .forEach(range -> blocks(range).forEach(block -> changes.add(Change.remove(prefix + block))));
        wanted.minus(now)
                .ranges()
                .forEach(range -> blocks(range).forEach(block -> changes.add(Change.add(prefix + block))));
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

    private static void addOdd(TableState state, List<Change> changes) {
        for (Family family : Family.values()) {
            for (String name : List.of("allow", "dst")) {
                String set = name + (family == Family.IPV4 ? "4" : "6");
                state.addresses(set, family)
                        .odd()
                        .forEach(odd -> changes.add(Change.repair("set " + set + ": foreign element \"" + odd + '"')));
            }
        }
    }

    private static void addShape(TableShape now, TableShape wanted, List<Change> changes) {
        if (now.mode() != wanted.mode()) {
            changes.add(Change.repair("mode " + word(now.mode()) + " → " + word(wanted.mode())));
        }
        if (now.denyWith() != wanted.denyWith()) {
            changes.add(Change.repair("deny-with " + word(now.denyWith()) + " → " + word(wanted.denyWith())));
        }
        if (!now.bridges().equals(wanted.bridges())) {
            changes.add(Change.repair("container bridges: " + names(now) + " → " + names(wanted)));
        }
    }

    private static String names(TableShape shape) {
        return shape.bridges().isEmpty() ? "none" : shape.bridges().stream().collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
