package io.originwall.ec2.rules;

import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Does an edit fit into its group? Computed before the first write, so that a group is never left with half of its rules.
 *
 * @param edit what is to be done
 * @param now what the group holds
 * @param coming what is added
 * @param going what is removed
 * @param uncounted lists that the group refers to and whose size is not known: each was counted as one rule
 */
public record Fit(Edit edit, RuleCount now, RuleCount coming, RuleCount going, List<String> uncounted) {
    /**
     * Counts an edit.
     *
     * @param lists what a reference to each prefix list takes
     */
    public static Fit of(Edit edit, Map<String, RuleCount> lists) {
        return new Fit(
                edit,
                RuleCount.of(edit.group().ingress(), lists),
                RuleCount.of(edit.add(), lists),
                RuleCount.of(edit.remove(), lists),
                edit.group().lists().stream()
                        .filter(id -> !lists.containsKey(id))
                        .sorted()
                        .toList());
    }

    /** The most rules of a family that the group holds at once when the new ones come before the old ones go. */
    public int addingFirst() {
        return edit.add().isEmpty() ? 0 : now.plus(coming).most();
    }

    /** The most rules of a family when it is done. */
    public int inTheEnd() {
        return edit.add().isEmpty() ? 0 : now.plus(coming).minus(going).most();
    }

    /** Is there room for what it holds in the end, even if nothing is added but a list it refers to grows? */
    public boolean holdsWithin(int quota) {
        return now.plus(coming).minus(going).most() <= quota;
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
