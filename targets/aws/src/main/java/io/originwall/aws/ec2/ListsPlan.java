package io.originwall.aws.ec2;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.prefixlist.ListEdit;
import io.originwall.aws.ec2.rules.EffectiveAccess;
import io.originwall.aws.ec2.rules.GroupNames;
import io.originwall.aws.ec2.rules.GroupPlan;
import io.originwall.net.Cidr;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The plans of all places whose groups refer to prefix lists.
 *
 * @param parts the places
 * @param before what was in force where no group refers to the lists
 */
record ListsPlan(PartialPlan<RegionPlan> parts, Guard before) implements Plan {
    @Override
    public List<Change> changes() {
        Set<Change> changes = new LinkedHashSet<>();
        for (ListEdit edit : edits()) {
            if (edit.creates()) {
                changes.add(Change.add("prefix list " + edit.name()));
            } else if (edit.deletes()) {
                changes.add(Change.remove("prefix list " + edit.name()));
            }
        }
        changes.addAll(GroupNames.changes(groups()));
        // What changes in a list is told by the groups that refer to it, where there are any.
        List<ListEdit> alone = parts.fitting().stream()
                .filter(place -> place.found().isEmpty())
                .flatMap(place -> place.edits().stream())
                .toList();
        alone.forEach(edit -> edit.add().forEach(block -> changes.add(Change.add(block))));
        alone.forEach(edit -> edit.remove().forEach(block -> changes.add(Change.remove(block))));
        if (changes.isEmpty()) {
            edits().stream().filter(edit -> !edit.isEmpty()).forEach(edit -> changes.add(pieces(edit)));
        }
        return List.copyOf(changes);
    }

    private static Change pieces(ListEdit edit) {
        List<Cidr> add = edit.add();
        return Change.repair("prefix list " + edit.name() + ": the same blocks in other pieces: " + add.size()
                + " to add and " + edit.remove().size() + " to remove");
    }

    private List<ListEdit> edits() {
        return parts.fitting().stream().flatMap(place -> place.edits().stream()).toList();
    }

    private List<GroupPlan> groups() {
        return parts.fitting().stream()
                .flatMap(place -> place.groups().stream())
                .toList();
    }

    @Override
    public List<String> problems() {
        return parts.problems();
    }

    @Override
    public Guard before() {
        return groups().isEmpty()
                ? before
                : EffectiveAccess.common(
                                groups().stream().map(GroupPlan::before).toList())
                        .guard();
    }

    @Override
    public void apply() throws TargetException {
        parts.apply();
    }
}
