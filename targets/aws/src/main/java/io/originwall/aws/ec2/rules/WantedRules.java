package io.originwall.aws.ec2.rules;

import io.originwall.api.Guard;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a group is to hold of ours.
 *
 * @param rules each with the description it is written with where it is missing, in the order in which a person reads them
 * @param exclusive the ports on which nobody else's CIDR rule may stay; none where others are left alone
 */
public record WantedRules(Map<Rule, String> rules, List<PortRange> exclusive) {
    public WantedRules {
        exclusive = List.copyOf(exclusive);
    }

    /** One rule for each block and port range. */
    public static WantedRules of(Guard guard, String description, boolean exclusive) {
        List<Cidr> blocks = guard.allow().blocks();
        Map<Rule, String> rules = new LinkedHashMap<>();
        for (PortRange ports : guard.ports()) {
            for (Cidr block : blocks) {
                rules.put(Rule.of(ports, block), description);
            }
        }
        return new WantedRules(rules, exclusive ? guard.ports() : List.of());
    }

    /** One rule for each list and port range. */
    public static WantedRules of(
            List<PortRange> ports, List<Source.PrefixList> lists, String description, boolean exclusive) {
        Map<Rule, String> rules = new LinkedHashMap<>();
        for (PortRange range : ports) {
            lists.forEach(list -> rules.put(Rule.of(range, list), description));
        }
        return new WantedRules(rules, exclusive ? ports : List.of());
    }

    /** Exactly these. */
    public static WantedRules exactly(List<IngressRule> rules) {
        Map<Rule, String> exactly = new LinkedHashMap<>();
        rules.forEach(rule -> exactly.put(rule.rule(), rule.description()));
        return new WantedRules(exactly, List.of());
    }

    /** The difference between the group and this. */
    public GroupEdit from(Group group) {
        Set<Rule> present = group.present(rules.keySet());
        List<IngressRule> add = new ArrayList<>();
        rules.forEach((rule, description) -> {
            if (!present.contains(rule)) {
                add.add(new IngressRule(rule, description));
            }
        });
        List<IngressRule> remove = group.ingress().stream()
                .filter(rule -> rule.isOurs() || isInTheWay(rule.rule()))
                .filter(rule -> !rules.containsKey(rule.rule()))
                .toList();
        return new GroupEdit(group, add, remove);
    }

    /** Only what opens guarded ports alone: a rule for other ports as well is not ours to break, and the audit names it. */
    private boolean isInTheWay(Rule rule) {
        boolean isBlock = rule.source() instanceof Source.Block || rule.source() instanceof Source.Unreadable;
        return isBlock && exclusive.stream().anyMatch(rule::isWithin);
    }

    /** A rule of somebody else's that serves as one of these. */
    public boolean adopts(IngressRule rule) {
        return !rule.isOurs() && OwnershipTag.isOn(rules.getOrDefault(rule.rule(), ""));
    }
}
