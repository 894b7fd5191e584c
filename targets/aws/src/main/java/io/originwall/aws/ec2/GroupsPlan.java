package io.originwall.aws.ec2;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.rules.EffectiveAccess;
import io.originwall.aws.ec2.rules.GroupNames;
import io.originwall.aws.ec2.rules.GroupPlan;
import io.originwall.aws.ec2.rules.QuotaCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plans of all groups of a target.
 *
 * @param parts the groups
 */
record GroupsPlan(PartialPlan<Part> parts) implements Plan {
    private List<GroupPlan> groups() {
        return parts.fitting().stream().map(Part::plan).toList();
    }

    @Override
    public List<Change> changes() {
        return GroupNames.changes(groups());
    }

    @Override
    public Guard before() {
        return EffectiveAccess.common(groups().stream().map(GroupPlan::before).toList())
                .guard();
    }

    @Override
    public List<String> problems() {
        return parts.problems();
    }

    @Override
    public void apply() throws TargetException {
        parts.apply();
    }

    /**
     * One group.
     *
     * @param at reads and writes it
     * @param weights of the lists that groups there refer to
     */
    record Part(GroupPlan plan, RegionClients at, Quotas quotas, ListWeights weights)
            implements PartialPlan.Part<Part> {
        @Override
        public PartialPlan.Fitting<Part> fitting() {
            if (!plan.edit().add().isEmpty()) {
                QuotaCheck fit = QuotaCheck.of(plan.edit(), weights.with(Map.of()));
                int quota = quotas.of(fit, at);
                if (!fit.endsWithin(quota)) {
                    return new PartialPlan.Fitting<>(Optional.empty(), List.of(fit.refusal(quota)));
                }
            }
            return new PartialPlan.Fitting<>(Optional.of(this), List.of());
        }

        @Override
        public List<String> apply() {
            return new GroupWriter(at, quotas, weights, Map.of())
                    .written(plan).stream().toList();
        }
    }
}
