package io.originwall.aws.ec2.rules;

import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules rewritten in place, for a group without room for old and new at once: in one call each old rule becomes a new one of its family,
 * so nothing that stays wanted is unreachable for an instant.
 *
 * @param pairs the rules that are rewritten
 * @param rest what is left to add, as far as there is room before the others are rewritten, or to remove afterwards; within a family never
 *     both
 */
public record InPlaceUpdate(List<Pair> pairs, GroupEdit rest) {
    /** A rule that becomes another. */
    public record Pair(IngressRule from, IngressRule to) {}

    public static InPlaceUpdate of(GroupEdit edit) {
        List<Pair> pairs = new ArrayList<>();
        List<IngressRule> add = new ArrayList<>(edit.add());
        List<IngressRule> remove = new ArrayList<>(edit.remove());
        for (Family family : Family.values()) {
            List<IngressRule> coming = ofFamily(add, family);
            List<IngressRule> going = ofFamily(remove, family);
            for (int i = 0; i < Math.min(coming.size(), going.size()); i++) {
                pairs.add(new Pair(going.get(i), coming.get(i)));
                add.remove(coming.get(i));
                remove.remove(going.get(i));
            }
        }
        return new InPlaceUpdate(List.copyOf(pairs), new GroupEdit(edit.group(), add, remove));
    }

    /** AWS lets a rule change its ports and its block, not the kind of its source. */
    private static List<IngressRule> ofFamily(List<IngressRule> rules, Family family) {
        return rules.stream()
                .filter(rule -> rule.rule().source() instanceof Source.Block block
                        && block.cidr().family() == family)
                .toList();
    }
}
