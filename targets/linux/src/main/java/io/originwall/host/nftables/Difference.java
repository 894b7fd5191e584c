package io.originwall.host.nftables;

import io.originwall.api.Change;
import io.originwall.host.addresses.AddressChanges;
import io.originwall.host.ports.PortChanges;
import io.originwall.host.ports.PortElements;
import io.originwall.host.survey.Bridges;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.ArrayList;
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
            changes.addAll(PortChanges.between(PortElements.none(protocol), wanted.ports(protocol)));
        }
        changes.addAll(AddressChanges.between(AddressSet.empty(), wanted.allow(), ""));
        changes.addAll(AddressChanges.between(AddressSet.empty(), wanted.destinations(), "destination "));
        return new Difference(List.copyOf(changes), false);
    }

    /** Everything goes. */
    static Difference remove(TableState state) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.remove("table inet " + TableShape.TABLE));
        for (Protocol protocol : Protocol.values()) {
            changes.addAll(PortChanges.between(state.ports(protocol), PortElements.none(protocol)));
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
            changes.addAll(PortChanges.between(state.ports(protocol), wanted.ports(protocol)));
        }
        changes.addAll(AddressChanges.between(state.addresses("allow"), wanted.allow(), ""));
        changes.addAll(AddressChanges.between(state.addresses("dst"), wanted.destinations(), "destination "));
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
        if (!now.replies().equals(wanted.replies())) {
            changes.add(PortChanges.ofReplies(now.replies(), wanted.replies()));
        }
        if (!now.bridges().equals(wanted.bridges())) {
            changes.add(Change.repair(Bridges.CHANGE + names(now) + " → " + names(wanted)));
        }
    }

    private static String names(TableShape shape) {
        return shape.bridges().isEmpty() ? "none" : shape.bridges().stream().collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
