package io.originwall.aws.ec2;

import io.originwall.api.TargetException;
import io.originwall.aws.client.AwsException;
import io.originwall.aws.client.SecurityGroups;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.GroupEdit;
import io.originwall.aws.ec2.rules.GroupPlan;
import io.originwall.aws.ec2.rules.InPlaceUpdate;
import io.originwall.aws.ec2.rules.MigrationPlan;
import io.originwall.aws.ec2.rules.QuotaCheck;
import io.originwall.aws.ec2.rules.RuleCount;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one group to what is wanted, in at most one authorize and one revoke, and never leaves unsaid how far it came. */
final class GroupWriter {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

    private final RegionClients regionClient;
    private final SecurityGroups at;
    private final Quotas quotas;
    private final ListWeights weights;
    private final Map<String, RuleCount> lists;

    /**
     * @param weights what references to prefix lists take
     * @param lists the same of our own, as they are by now
     */
    GroupWriter(RegionClients regionClient, Quotas quotas, ListWeights weights, Map<String, RuleCount> lists) {
        this.regionClient = regionClient;
        this.at = regionClient.groups();
        this.quotas = quotas;
        this.weights = weights;
        this.lists = lists;
    }

    /** Writes what there is to write; why it failed and what is in force now, if so. */
    Optional<String> written(GroupPlan plan) {
        try {
            if (!plan.isEmpty()) {
                write(plan);
            }
            return Optional.empty();
        } catch (TargetException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void write(GroupPlan plan) throws TargetException {
        try {
            attempt(plan.edit());
        } catch (AwsException e) {
            if (e.kind() != AwsException.Kind.CHANGED_MEANWHILE) {
                throw told(plan, e);
            }
            LOG.debug("{}, reading it again", e.getMessage());
            again(plan);
        }
    }

    /** Somebody changed a rule between our look and our write: once is an accident. */
    private void again(GroupPlan plan) throws TargetException {
        try {
            Optional<Group> now = at.read(plan.group().id());
            if (now.isPresent()) {
                attempt(plan.wanted().from(now.get()));
            }
        } catch (AwsException e) {
            throw told(plan, e);
        }
    }

    private void attempt(GroupEdit edit) throws TargetException {
        Map<String, RuleCount> known = edit.add().isEmpty() ? lists : weights.with(lists);
        QuotaCheck fit = QuotaCheck.of(edit, known);
        int quota = quotas.of(fit, regionClient);
        if (!fit.endsWithin(quota)) {
            throw new TargetException(fit.refusal(quota));
        }
        if (fit.addsFirstWithin(quota)) {
            at.authorize(edit.group(), edit.add());
            at.revoke(edit.group(), edit.remove());
        } else {
            swap(edit, known, quota);
        }
    }

    private void swap(GroupEdit edit, Map<String, RuleCount> known, int quota) throws TargetException {
        InPlaceUpdate swap = InPlaceUpdate.of(edit);
        QuotaCheck rest = QuotaCheck.of(swap.rest(), known);
        if (!rest.addsFirstWithin(quota) && !rest.uncounted().isEmpty()) {
            throw new TargetException(edit.group().id() + ": old rules would have to go before the new ones come, and"
                    + " whether those fit then cannot be told, for how many rules "
                    + String.join(", ", rest.uncounted())
                    + " counts as cannot be read; nothing was changed: allow ec2:DescribeManagedPrefixLists, or make"
                    + " room in the group");
        }
        LOG.info(
                "{} holds no more than {} rules of a family, and old and new ones together are more: {} rules are rewritten in"
                        + " place",
                edit.group().id(),
                quota,
                swap.pairs().size());
        if (rest.addsFirstWithin(quota)) {
            // What there is room for comes first: it may be a part of what a rule lets in that is about to be another.
            at.authorize(edit.group(), rest.edit().add());
            at.modify(edit.group(), swap.pairs());
            at.revoke(edit.group(), rest.edit().remove());
        } else {
            at.modify(edit.group(), swap.pairs());
            for (MigrationPlan.Step step : MigrationPlan.of(swap.rest(), known, quota)) {
                hand(edit.group(), step, quota);
            }
        }
    }

    private void hand(Group group, MigrationPlan.Step step, int quota) throws AwsException {
        if (!step.first().isEmpty() && !step.add().isEmpty()) {
            LOG.warn(
                    "{} holds no more than {} rules of a family: {} go before what replaces them comes, and what they let in is"
                            + " shut out for that moment",
                    group.id(),
                    quota,
                    step.first().size());
        }
        at.revoke(group, step.first());
        at.authorize(group, step.add());
        at.revoke(group, step.then());
    }

    private TargetException told(GroupPlan plan, AwsException e) {
        return new TargetException(e.getMessage() + "; " + inForce(plan), e);
    }

    /** What a failed write left behind, by a look at the group itself. */
    private String inForce(GroupPlan plan) {
        Group before = plan.group();
        try {
            Optional<Group> now = at.read(before.id());
            if (now.isEmpty()) {
                return "the group is gone, and its rules with it";
            }
            GroupEdit left = plan.wanted().from(now.get());
            if (left.isEmpty()) {
                return "the new state is in force all the same";
            }
            if (new HashSet<>(now.get().ingress()).equals(new HashSet<>(before.ingress()))) {
                return "nothing was changed, the old state is still in force";
            }
            return left.add().isEmpty()
                    ? "the new state is in force, but " + left.remove().size()
                            + " rules that were to go are still there"
                    : "neither the old state nor the new is in force: "
                            + left.add().size() + " rules are missing and "
                            + left.remove().size() + " too much; run originwall sync again";
        } catch (AwsException unread) {
            return "whether the old state or the new is in force could not be read: " + unread.getMessage();
        }
    }
}
