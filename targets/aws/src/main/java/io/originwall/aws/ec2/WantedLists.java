package io.originwall.aws.ec2;

import io.originwall.api.Guard;
import io.originwall.aws.ec2.prefixlist.ListEdit;
import io.originwall.aws.ec2.prefixlist.ManagedList;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.OwnershipTag;
import io.originwall.aws.ec2.rules.Rule;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.aws.ec2.rules.WantedRules;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a place is to have: a prefix list for each family, and groups that refer to them.
 *
 * @param blocks what the list of each family is to hold of ours
 * @param rules what a group is to hold, by the lists that there are then
 */
record WantedLists(
        Function<Family, Set<Cidr>> blocks, BiFunction<Group, Map<Family, Source.PrefixList>, WantedRules> rules) {
    static WantedLists of(Guard guard, String description, boolean exclusive) {
        return new WantedLists(
                family -> Set.copyOf(guard.allow().of(family).blocks()),
                (group, lists) -> WantedRules.of(guard.ports(), List.copyOf(lists.values()), description, exclusive));
    }

    /**
     * All as it is now, wanted back later. A list that went meanwhile comes back with another id, so the rules go by the family.
     *
     * @param rules of each group as they are now
     */
    static WantedLists asTheyAre(List<ManagedList> lists, Function<Group, List<IngressRule>> rules) {
        Map<Family, Set<Cidr>> blocks = new EnumMap<>(Family.class);
        lists.forEach(list -> blocks.put(list.family(), ours(list)));
        Map<String, Family> families = lists.stream().collect(Collectors.toMap(ManagedList::id, ManagedList::family));
        return new WantedLists(
                family -> blocks.getOrDefault(family, Set.of()),
                (group, then) -> WantedRules.exactly(rules.apply(group).stream()
                        .map(rule -> moved(rule, families, then))
                        .toList()));
    }

    private static Set<Cidr> ours(ManagedList list) {
        return list.entries().entrySet().stream()
                .filter(entry -> OwnershipTag.isOn(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static IngressRule moved(
            IngressRule rule, Map<String, Family> families, Map<Family, Source.PrefixList> lists) {
        Rule what = rule.rule();
        return Optional.of(what.source())
                .map(source -> families.get(source.toString()))
                .map(lists::get)
                .map(list -> new IngressRule(
                        new Rule(what.protocol(), what.fromPort(), what.toPort(), list), rule.description()))
                .orElse(rule);
    }

    /** The edits of both lists. */
    List<ListEdit> edits(ListNames names, List<ManagedList> there) {
        return List.of(edit(names, there, Family.IPV4), edit(names, there, Family.IPV6));
    }

    private ListEdit edit(ListNames names, List<ManagedList> there, Family family) {
        Optional<ManagedList> list =
                there.stream().filter(one -> one.family() == family).findFirst();
        return ListEdit.of(list, names.of(family), family, blocks.apply(family));
    }
}
