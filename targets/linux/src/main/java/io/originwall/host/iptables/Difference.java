package io.originwall.host.iptables;

import io.originwall.api.Change;
import io.originwall.host.addresses.AddressChanges;
import io.originwall.host.ports.PortChanges;
import io.originwall.host.ports.PortElements;
import io.originwall.host.survey.Bridges;
import io.originwall.net.AddressSet;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lines of a plan: what lies between what is there and what is wanted. */
final class Difference {
    private Difference() {}

    /** Everything is new. */
    static List<Change> install(WantedHost wanted) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.add("chain " + RuleShape.GATE));
        for (Protocol protocol : Protocol.values()) {
            changes.addAll(PortChanges.between(PortElements.none(protocol), wanted.ports(protocol)));
        }
        changes.addAll(AddressChanges.between(AddressSet.empty(), wanted.allow(), ""));
        changes.addAll(AddressChanges.between(AddressSet.empty(), wanted.destinations(), "destination "));
        return changes;
    }

    /** Everything goes. */
    static List<Change> remove(HostState state, Variant variant) {
        List<Change> changes = new ArrayList<>();
        if (state.rules().values().stream().anyMatch(rules -> !rules.isEmpty())) {
            changes.add(Change.remove("chain " + RuleShape.GATE));
        }
        changes.addAll(elsewhere(state, variant));
        for (Protocol protocol : Protocol.values()) {
            changes.addAll(PortChanges.between(state.ports(protocol), PortElements.none(protocol)));
        }
        if (changes.isEmpty()) {
            state.sets().keySet().forEach(set -> changes.add(Change.remove("set " + set.label())));
        }
        changes.addAll(leftovers(state));
        return changes;
    }

    static List<Change> between(HostState state, WantedHost wanted, Variant variant) {
        boolean isNew =
                state.sets().isEmpty() && state.rules().values().stream().allMatch(RulesState::isEmpty);
        List<Change> changes = new ArrayList<>(isNew ? install(wanted) : update(state, wanted));
        changes.addAll(elsewhere(state, variant));
        changes.addAll(leftovers(state));
        return changes;
    }

    private static List<Change> update(HostState state, WantedHost wanted) {
        List<Change> changes = new ArrayList<>();
        RuleShape before = GuardReader.shape(state, wanted.shape());
        drift(state, before).forEach(line -> changes.add(Change.repair(line)));
        for (Protocol protocol : Protocol.values()) {
            changes.addAll(PortChanges.between(state.ports(protocol), wanted.ports(protocol)));
        }
        changes.addAll(AddressChanges.between(state.allow(), wanted.allow(), ""));
        changes.addAll(AddressChanges.between(state.destinations(), wanted.destinations(), "destination "));
        addShape(before, wanted.shape(), changes);
        if (changes.isEmpty()) {
            rules(state, wanted.shape()).forEach(line -> changes.add(Change.repair(line)));
        }
        return changes;
    }

    /** What somebody else did to the structure. */
    static List<String> drift(HostState state, RuleShape shape) {
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

    private static List<String> rules(HostState state, RuleShape shape) {
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

    private static void addShape(RuleShape now, RuleShape wanted, List<Change> changes) {
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

    private static String names(RuleShape shape) {
        return shape.bridges().isEmpty() ? "none" : String.join(", ", shape.bridges());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
