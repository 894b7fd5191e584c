package io.originwall.aws.ec2.rules;

import io.originwall.api.Change;
import java.util.List;
import java.util.stream.Stream;

/**
 * A group, and what it is to become.
 *
 * @param wanted what it is to hold
 * @param edit what is missing and what is too much
 * @param before what our rules let in when it was read, with those of somebody else's that serve as ours
 * @param changes the edit as a person reads it
 */
public record GroupPlan(Group group, WantedRules wanted, GroupEdit edit, EffectiveAccess before, List<Change> changes) {
    /**
     * Compares a group with what is wanted of it.
     *
     * @param blocks the addresses of our prefix lists
     */
    public static GroupPlan of(Group group, WantedRules wanted, SourceAddresses blocks) {
        return of(group, wanted, blocks, blocks);
    }

    /**
     * The same for lists that change as well.
     *
     * @param now the addresses of our prefix lists
     * @param then what they will be
     */
    public static GroupPlan of(Group group, WantedRules wanted, SourceAddresses now, SourceAddresses then) {
        GroupEdit edit = wanted.from(group);
        EffectiveAccess before = held(group, wanted, now);
        EffectiveAccess after = EffectiveAccess.of(
                wanted.rules().entrySet().stream()
                        .filter(rule -> OwnershipTag.isOn(rule.getValue()))
                        .map(rule -> rule.getKey()),
                then);
        return new GroupPlan(group, wanted, edit, before, Difference.of(before, after, edit));
    }

    /** What our rules let in, with those of somebody else's that serve as ours. */
    public static EffectiveAccess held(Group group, WantedRules wanted, SourceAddresses blocks) {
        return EffectiveAccess.of(
                Stream.concat(group.ours().stream(), group.others().stream().filter(wanted::adopts))
                        .map(IngressRule::rule),
                blocks);
    }

    public boolean isEmpty() {
        return edit.isEmpty();
    }
}
