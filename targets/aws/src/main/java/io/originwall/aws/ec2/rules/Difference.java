package io.originwall.aws.ec2.rules;

import io.originwall.api.Change;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells a person what an edit does to a group: ports and blocks, not the product of the two. */
final class Difference {
    private final EffectiveAccess before;
    private final EffectiveAccess after;
    private final Set<PortRange> kept;
    private final List<Change> changes = new ArrayList<>();

    private Difference(EffectiveAccess before, EffectiveAccess after) {
        this.before = before;
        this.after = after;
        this.kept = new TreeSet<>(before.byPorts().keySet());
        kept.retainAll(after.byPorts().keySet());
    }

    /**
     * @param before what our rules, and those that serve as ours, let in now
     * @param after what they are to let in
     */
    static List<Change> of(EffectiveAccess before, EffectiveAccess after, GroupEdit edit) {
        Difference difference = new Difference(before, after);
        difference.ports();
        difference.blocks();
        difference.others(edit);
        if (difference.changes.isEmpty() && !edit.isEmpty()) {
            difference.changes.add(Change.repair("the same blocks in other pieces: "
                    + edit.add().size() + " to add and " + edit.remove().size() + " to remove"));
        }
        return List.copyOf(difference.changes);
    }

    private void ports() {
        after.byPorts().keySet().stream()
                .filter(ports -> !kept.contains(ports))
                .forEach(ports -> changes.add(Change.add(ports)));
        before.byPorts().keySet().stream()
                .filter(ports -> !kept.contains(ports))
                .forEach(ports -> changes.add(Change.remove(ports)));
    }

    private void blocks() {
        if (kept.isEmpty()) {
            after.guard()
                    .allow()
                    .minus(before.guard().allow())
                    .blocks()
                    .forEach(block -> changes.add(Change.add(block)));
            before.guard()
                    .allow()
                    .minus(after.guard().allow())
                    .blocks()
                    .forEach(block -> changes.add(Change.remove(block)));
            return;
        }
        AddressSet coming = onEveryKeptPort(after, before);
        AddressSet going = onEveryKeptPort(before, after);
        coming.blocks().forEach(block -> changes.add(Change.add(block)));
        going.blocks().forEach(block -> changes.add(Change.remove(block)));
        for (PortRange ports : kept) {
            onlyHere(after, before, ports, coming)
                    .forEach(block -> changes.add(Change.repair(block + " on " + ports + " is missing")));
            onlyHere(before, after, ports, going)
                    .forEach(block -> changes.add(Change.repair(block + " on " + ports + " is too much")));
        }
    }

    private AddressSet onEveryKeptPort(EffectiveAccess here, EffectiveAccess there) {
        return kept.stream()
                .map(ports -> here.on(ports).minus(there.on(ports)))
                .reduce(AddressSet::intersect)
                .orElseGet(AddressSet::empty);
    }

    private static List<Object> onlyHere(
            EffectiveAccess here, EffectiveAccess there, PortRange ports, AddressSet everywhere) {
        return List.copyOf(
                here.on(ports).minus(there.on(ports)).minus(everywhere).blocks());
    }

    /** Rules that are no part of any guard: somebody else's, and what carries our mark but was never written by us. */
    private void others(GroupEdit edit) {
        edit.add().stream().filter(rule -> !isPartOfAGuard(rule)).forEach(rule -> changes.add(Change.add(rule)));
        edit.remove().stream().filter(rule -> !isPartOfAGuard(rule)).forEach(rule -> changes.add(Change.remove(rule)));
    }

    private static boolean isPartOfAGuard(IngressRule rule) {
        return rule.isOurs() && rule.rule().ports().isPresent() && !(rule.rule().source() instanceof Source.Unreadable);
    }
}
