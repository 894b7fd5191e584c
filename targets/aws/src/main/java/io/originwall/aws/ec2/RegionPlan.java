package io.originwall.aws.ec2;

import io.originwall.api.Parallel;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.prefixlist.ListEdit;
import io.originwall.aws.ec2.prefixlist.ListWriter;
import io.originwall.aws.ec2.prefixlist.ManagedList;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.GroupPlan;
import io.originwall.aws.ec2.rules.QuotaCheck;
import io.originwall.aws.ec2.rules.RuleCount;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.aws.ec2.rules.SourceAddresses;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The prefix lists of one place and the groups that refer to them. Lists come before the rules that refer to them, and go after.
 *
 * @param at the place
 * @param edits of its lists
 * @param found its groups, as they were read
 * @param wanted what they are to be
 * @param quotas of the groups
 * @param others what somebody else's lists take of them
 * @param description of entries
 */
record RegionPlan(
        RegionClients at,
        List<ListEdit> edits,
        List<Group> found,
        WantedLists wanted,
        Quotas quotas,
        ListWeights others,
        String description)
        implements PartialPlan.Part<RegionPlan> {
    /** What the groups will be like, with a stand-in for the id of a list that is yet to be made. */
    List<GroupPlan> groups() {
        Map<String, AddressSet> now = new HashMap<>();
        Map<String, AddressSet> then = new HashMap<>();
        edits.forEach(edit -> {
            now.put(id(edit), edit.list().map(ManagedList::addresses).orElse(AddressSet.empty()));
            then.put(id(edit), edit.after());
        });
        Map<Family, Source.PrefixList> sources = sources(Map.of());
        return found.stream()
                .map(group -> GroupPlan.of(
                        group,
                        wanted.rules().apply(group, sources),
                        new SourceAddresses(now),
                        new SourceAddresses(then)))
                .toList();
    }

    private Map<Family, Source.PrefixList> sources(Map<Family, ManagedList> made) {
        Map<Family, Source.PrefixList> sources = new EnumMap<>(Family.class);
        edits.stream()
                .filter(edit -> !edit.wanted().isEmpty())
                .forEach(edit -> sources.put(
                        edit.family(),
                        new Source.PrefixList(Optional.ofNullable(made.get(edit.family()))
                                .map(ManagedList::id)
                                .orElse(id(edit)))));
        return sources;
    }

    private static String id(ListEdit edit) {
        return edit.list().map(ManagedList::id).orElse("new prefix list " + edit.name());
    }

    /** Without the groups that the lists, at the size they will have, do not fit into; nothing where such a group keeps a list from growing. */
    @Override
    public PartialPlan.Fitting<RegionPlan> fitting() {
        Map<String, RuleCount> now = new HashMap<>();
        Map<String, RuleCount> then = new HashMap<>();
        edits.forEach(edit -> {
            then.put(id(edit), RuleCount.of(edit.family(), edit.size()));
            now.put(id(edit), edit.list().map(ManagedList::weight).orElse(new RuleCount(0, 0)));
        });
        Set<String> growing = edits.stream()
                .flatMap(edit -> edit.list().filter(list -> list.size() < edit.size()).stream())
                .map(ManagedList::id)
                .collect(Collectors.toSet());
        List<String> misfits = new ArrayList<>();
        List<Group> rest = new ArrayList<>();
        boolean held = false;
        for (GroupPlan plan : groups()) {
            boolean refers = plan.group().ingress().stream()
                    .anyMatch(rule -> growing.contains(rule.rule().source().toString()));
            Optional<String> misfit = refers || !plan.edit().add().isEmpty()
                    ? misfit(QuotaCheck.of(plan.edit(), others.with(now), others.with(then)))
                    : Optional.empty();
            misfit.ifPresentOrElse(misfits::add, () -> rest.add(plan.group()));
            held |= refers && misfit.isPresent();
        }
        boolean none = held || (rest.isEmpty() && !misfits.isEmpty());
        return new PartialPlan.Fitting<>(
                none
                        ? Optional.empty()
                        : Optional.of(
                                new RegionPlan(at, edits, List.copyOf(rest), wanted, quotas, others, description)),
                List.copyOf(misfits));
    }

    private Optional<String> misfit(QuotaCheck fit) {
        int quota = quotas.of(fit, at);
        return fit.endsWithin(quota) ? Optional.empty() : Optional.of(fit.refusal(quota));
    }

    @Override
    public List<String> apply() {
        ListWriter writer = new ListWriter(at.lists(), description);
        Map<Family, ManagedList> lists = new HashMap<>();
        List<String> failures = new ArrayList<>();
        for (ListEdit edit : edits) {
            attempt(failures, () -> writer.write(edit).ifPresent(list -> lists.put(edit.family(), list)));
        }
        if (failures.isEmpty()) {
            failures.addAll(write(lists));
        }
        for (ListEdit edit : edits) {
            if (edit.deletes() && failures.isEmpty()) {
                attempt(failures, () -> writer.delete(edit.list().orElseThrow()));
            }
        }
        return List.copyOf(failures);
    }

    private interface Step {
        void take() throws TargetException;
    }

    /** One list's failure is not the other's. */
    private static void attempt(List<String> failures, Step step) {
        try {
            step.take();
        } catch (TargetException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    private List<String> write(Map<Family, ManagedList> lists) {
        Map<String, RuleCount> weights = new HashMap<>();
        lists.values().forEach(list -> weights.put(list.id(), list.weight()));
        Map<Family, Source.PrefixList> sources = sources(lists);
        List<GroupPlan> plans = found.stream()
                .map(group -> GroupPlan.of(group, wanted.rules().apply(group, sources), SourceAddresses.withoutLists()))
                .toList();
        GroupWriter writer = new GroupWriter(at, quotas, others, weights);
        return Parallel.each(plans, writer::written).stream()
                .flatMap(Optional::stream)
                .toList();
    }
}
