package io.originwall.aws.ec2.rules;

import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which old rules give way to new ones of another kind, such as blocks to a prefix list, in a group that cannot hold both at
 * once: one range of ports and one family after the other, and of each no more old rules go before the new ones come than have to.
 */
public final class MigrationPlan {
    private final Map<String, RuleCount> lists;
    private final int quota;
    private final List<Step> steps = new ArrayList<>();
    private RuleCount held;

    /**
     * Some rules that give way to others.
     *
     * @param first old rules that go before the new ones come: what they let in is shut out for that moment
     * @param add new rules
     * @param then old rules that go when those are there
     */
    public record Step(List<IngressRule> first, List<IngressRule> add, List<IngressRule> then) {}

    private MigrationPlan(RuleCount held, Map<String, RuleCount> lists, int quota) {
        this.held = held;
        this.lists = lists;
        this.quota = quota;
    }

    /**
     * The steps of an edit that fits in the end. What nothing new replaces goes before all.
     *
     * @param lists what a reference to each prefix list takes
     */
    public static List<Step> of(GroupEdit edit, Map<String, RuleCount> lists, int quota) {
        MigrationPlan handover = new MigrationPlan(RuleCount.of(edit.group().ingress(), lists), lists, quota);
        List<Part> parts = handover.parts(edit);
        parts.stream().filter(part -> part.coming().isEmpty()).forEach(handover::take);
        parts.removeIf(part -> part.coming().isEmpty());
        while (!parts.isEmpty()) {
            Part next = parts.stream()
                    .filter(part -> handover.missing(part) == 0)
                    .findFirst()
                    .orElseGet(() -> parts.stream()
                            .min(Comparator.comparingInt(handover::growth))
                            .orElseThrow());
            handover.take(next);
            parts.remove(next);
        }
        return List.copyOf(handover.steps);
    }

    /** The rules of one range of ports, and of one family where it can be told. */
    private record Part(List<IngressRule> coming, List<IngressRule> going) {}

    private List<Part> parts(GroupEdit edit) {
        Map<List<Object>, Part> parts = new LinkedHashMap<>();
        edit.add().forEach(rule -> part(parts, rule).coming().add(rule));
        edit.remove().forEach(rule -> part(parts, rule).going().add(rule));
        return new ArrayList<>(parts.values());
    }

    private Part part(Map<List<Object>, Part> parts, IngressRule ingress) {
        Rule rule = ingress.rule();
        RuleCount weight = weight(List.of(ingress));
        List<Object> key =
                List.of(rule.protocol(), rule.fromPort(), rule.toPort(), weight.ipv4() > 0, weight.ipv6() > 0);
        return parts.computeIfAbsent(key, any -> new Part(new ArrayList<>(), new ArrayList<>()));
    }

    private RuleCount weight(List<IngressRule> rules) {
        return RuleCount.of(rules, lists);
    }

    private int growth(Part part) {
        return weight(part.coming()).minus(weight(part.going())).most();
    }

    /** How many rules too many it is if the new ones come first. */
    private int missing(Part part) {
        return missing(held.plus(weight(part.coming())), weight(part.coming()));
    }

    /** Only in a family in which something comes: in another it may be too many already, and that is no obstacle. */
    private int missing(RuleCount then, RuleCount coming) {
        int most = 0;
        for (Family family : Family.values()) {
            if (coming.of(family) > 0) {
                most = Math.max(most, then.of(family) - quota);
            }
        }
        return most;
    }

    private void take(Part part) {
        RuleCount coming = weight(part.coming());
        List<IngressRule> going = part.going();
        int first = 0;
        while (first < going.size() && missing(held.plus(coming).minus(weight(going.subList(0, first))), coming) > 0) {
            first++;
        }
        held = held.plus(coming).minus(weight(going));
        steps.add(new Step(
                List.copyOf(going.subList(0, first)),
                List.copyOf(part.coming()),
                List.copyOf(going.subList(first, going.size()))));
    }
}
