package io.originwall.aws.ec2.rules;

import io.originwall.api.Change;
import io.originwall.text.ShortList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the changes of many groups into one list: what happens in all of them is one line. */
public final class GroupNames {
    private static final int NAMED = 3;

    private GroupNames() {}

    /**
     * The changes of these plans.
     *
     * @param plans of all groups, those in sync included
     */
    public static List<Change> changes(List<GroupPlan> plans) {
        Map<Change, List<String>> groups = new LinkedHashMap<>();
        for (GroupPlan plan : plans) {
            plan.changes()
                    .forEach(change -> groups.computeIfAbsent(change, any -> new ArrayList<>())
                            .add(plan.group().id()));
        }
        List<Change> changes = new ArrayList<>();
        groups.forEach((change, ids) -> changes.add(
                ids.size() == plans.size()
                        ? change
                        : new Change(change.op(), change.what() + " in " + ShortList.of(ids))));
        return List.copyOf(changes);
    }

    /** Many problems in one line that a person can still read. */
    public static String sentences(List<String> problems) {
        return problems.size() <= NAMED
                ? String.join("; ", problems)
                : String.join("; ", problems.subList(0, NAMED)) + "; and " + (problems.size() - NAMED)
                        + " more like these";
    }
}
