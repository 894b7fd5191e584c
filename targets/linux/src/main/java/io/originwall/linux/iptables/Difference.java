package io.originwall.linux.iptables;

import io.originwall.api.Change;
import io.originwall.linux.guard.GuardChanges;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;

/** The lines of a plan: what lies between what is there and what is wanted. */
final class Difference {
    private Difference() {}

    /** Everything goes. */
    static List<Change> remove(HostState state, Variant variant) {
        List<Change> changes = new ArrayList<>();
        if (!state.hasNoRules()) {
            changes.add(Change.remove("chain " + RuleShape.GATE));
        }
        changes.addAll(elsewhere(state, variant));
        for (Protocol protocol : Protocol.values()) {
            changes.addAll(GuardChanges.ofPorts(state.ports(protocol), PortElements.none(protocol)));
        }
        if (changes.isEmpty()) {
            state.sets().keySet().forEach(set -> changes.add(Change.remove("set " + set.label())));
        }
        changes.addAll(leftovers(state));
        return changes;
    }

    static List<Change> between(HostState state, GuardState wanted, Variant variant) {
        List<Change> changes = new ArrayList<>();
        if (state.sets().isEmpty() && state.hasNoRules()) {
            changes.add(Change.add("chain " + RuleShape.GATE));
            changes.addAll(GuardChanges.ofNew(wanted));
        } else {
            GuardState now = GuardReader.state(state, wanted.shape());
            drift(state, now.shape()).forEach(line -> changes.add(Change.repair(line)));
            changes.addAll(GuardChanges.ofSets(now, wanted));
            changes.addAll(GuardChanges.ofShape(now.shape(), wanted.shape()));
            if (changes.isEmpty()) {
                rules(state, wanted.shape()).forEach(line -> changes.add(Change.repair(line)));
            }
        }
        changes.addAll(elsewhere(state, variant));
        changes.addAll(leftovers(state));
        return changes;
    }

    /** What somebody else did to the structure. */
    static List<String> drift(HostState state, GuardShape shape) {
        List<String> lines = new ArrayList<>(rules(state, shape));
        for (IpSet set : IpSet.values()) {
            IpSetState there = state.sets().get(set);
            if (there == null) {
                lines.add("set " + set.label() + ": missing");
            } else if (!there.declaration().equals(set.declaration())) {
                lines.add("set " + set.label() + ": declared as \"" + there.declaration() + '"');
            } else {
                there.odd().forEach(odd -> lines.add("set " + set.label() + ": foreign element \"" + odd + '"'));
            }
        }
        return lines;
    }

    private static List<String> rules(HostState state, GuardShape shape) {
        return state.rules().entrySet().stream()
                .flatMap(family -> RuleDifference.between(family.getKey(), family.getValue(), shape).stream())
                .toList();
    }

    private static List<Change> elsewhere(HostState state, Variant variant) {
        return state.elsewhere().values().stream().allMatch(RulesState::isEmpty)
                ? List.of()
                : List.of(Change.remove("chain " + RuleShape.GATE + " in " + variant.other()));
    }

    private static List<Change> leftovers(HostState state) {
        return state.leftovers().stream()
                .map(name -> Change.remove("set " + name + ", left over"))
                .toList();
    }
}
