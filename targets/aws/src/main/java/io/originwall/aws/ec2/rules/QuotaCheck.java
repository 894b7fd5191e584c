package io.originwall.aws.ec2.rules;

import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Does an edit fit into its group? Computed before the first write, so that a group is never left with half of its rules.
 *
 * @param edit what is to be done
 * @param now what the group holds
 * @param coming what is added, and what lists that it refers to grow by
 * @param going what is removed
 * @param uncounted lists that the group refers to and whose size is not known: each was counted as one rule
 */
public record QuotaCheck(GroupEdit edit, RuleCount now, RuleCount coming, RuleCount going, List<String> uncounted) {
    /**
     * Counts an edit.
     *
     * @param lists what a reference to each prefix list takes
     */
    public static QuotaCheck of(GroupEdit edit, Map<String, RuleCount> lists) {
        return of(edit, lists, lists);
    }

    /**
     * Counts an edit of a group together with lists that it refers to and that grow.
     *
     * @param before what a reference to each prefix list takes now
     * @param lists what it takes then
     */
    public static QuotaCheck of(GroupEdit edit, Map<String, RuleCount> before, Map<String, RuleCount> lists) {
        RuleCount now = RuleCount.of(edit.group().ingress(), before);
        RuleCount grown = RuleCount.of(edit.group().ingress(), lists).minus(now);
        return new QuotaCheck(
                edit,
                now,
                RuleCount.of(edit.add(), lists).plus(grown),
                RuleCount.of(edit.remove(), lists),
                edit.group().lists().stream()
                        .filter(id -> !lists.containsKey(id))
                        .sorted()
                        .toList());
    }

    /** The most rules that the group holds at once when the new ones come before the old ones go. */
    public int addingFirst() {
        return most(now.plus(coming));
    }

    /** The most rules when it is done. */
    public int inTheEnd() {
        return most(now.plus(coming).minus(going));
    }

    /** Of the families in which something comes: another may hold too many already, and that is no obstacle. */
    private int most(RuleCount held) {
        int most = 0;
        for (Family family : Family.values()) {
            if (coming.of(family) > 0) {
                most = Math.max(most, held.of(family));
            }
        }
        return most;
    }

    public boolean addsFirstWithin(int quota) {
        return addingFirst() <= quota;
    }

    public boolean endsWithin(int quota) {
        return inTheEnd() <= quota;
    }

    /** Why it does not fit, by how much, and what helps: one line. */
    public String refusal(int quota) {
        List<String> reasons = new ArrayList<>();
        for (Family family : Family.values()) {
            int end = now.plus(coming).minus(going).of(family);
            if (coming.of(family) > 0 && end > quota) {
                int staying = now.minus(going).of(family);
                reasons.add(coming.of(family) + " more " + family + " rules beside the " + staying + " that stay make "
                        + end + ", " + (end - quota) + " above the quota of " + quota);
            }
        }
        return edit.group().id() + ": " + String.join("; ", reasons)
                + "; nothing was changed: guard fewer or adjacent ports, or have quota L-0EA8095F (inbound or outbound"
                + " rules per security group) increased and max-rules set to it; a prefix list saves no room, for it counts as its size";
    }
}
