package io.originwall.linux.nftables;

import io.originwall.api.Change;
import io.originwall.linux.guard.GuardChanges;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies between the table that is there and the one that is wanted.
 *
 * @param changes what a person reads; empty when they do the same
 * @param replace whether the table has to be replaced, since the kernel refuses to change it in place
 */
record Difference(List<Change> changes, boolean replace) {
    /** Everything is new. */
    static Difference install(GuardState wanted) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.add("table inet " + TableShape.TABLE));
        changes.addAll(GuardChanges.ofNew(wanted));
        return new Difference(List.copyOf(changes), false);
    }

    /** Everything goes. */
    static Difference remove(TableState table) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.remove("table inet " + TableShape.TABLE));
        for (Protocol protocol : Protocol.values()) {
            changes.addAll(GuardChanges.ofPorts(table.ports(protocol), PortElements.none(protocol)));
        }
        return new Difference(List.copyOf(changes), false);
    }

    static Difference between(TableState table, GuardState wanted) {
        GuardState now = GuardReader.state(table, wanted.shape());
        ShapeDifference drift = ShapeDifference.between(table, now.shape());
        List<Change> changes = new ArrayList<>();
        drift.lines().forEach(line -> changes.add(Change.repair(line)));
        changes.addAll(GuardChanges.ofSets(now, wanted));
        addOdd(table, changes);
        changes.addAll(GuardChanges.ofShape(now.shape(), wanted.shape()));
        if (!table.exempted().contains(GuardShape.LOOPBACK)) {
            changes.add(Change.repair("set exempt_if: \"" + GuardShape.LOOPBACK + "\" missing"));
        }
        ShapeDifference whole = ShapeDifference.between(table, wanted.shape());
        if (changes.isEmpty()) {
            whole.lines().forEach(line -> changes.add(Change.repair(line)));
        }
        return new Difference(List.copyOf(changes), drift.replace() || whole.replace());
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    private static void addOdd(TableState table, List<Change> changes) {
        for (Family family : Family.values()) {
            for (String name : List.of("allow", "dst")) {
                String set = name + (family == Family.IPV4 ? "4" : "6");
                table.addresses(set, family)
                        .odd()
                        .forEach(odd -> changes.add(Change.repair("set " + set + ": foreign element \"" + odd + '"')));
            }
        }
    }
}
