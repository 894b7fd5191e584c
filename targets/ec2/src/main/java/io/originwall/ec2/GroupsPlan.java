package io.originwall.ec2;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.api.Parallel;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.ec2.rules.Fit;
import io.originwall.ec2.rules.GroupNames;
import io.originwall.ec2.rules.GroupPlan;
import io.originwall.ec2.rules.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plans of all groups of a target. One that cannot be carried out is left out and named; the others go on. */
final class GroupsPlan implements Plan {
    private final List<Part> parts;
    private final List<String> problems;
    private final Quotas quotas;

    private GroupsPlan(List<Part> parts, List<String> problems, Quotas quotas) {
        this.parts = parts;
        this.problems = problems;
        this.quotas = quotas;
    }

    /**
     * @param problems what could not be read or is not there
     * @throws TargetException if there are problems and nothing else
     */
    static GroupsPlan of(List<Part> parts, List<String> problems, Quotas quotas) throws TargetException {
        List<Part> fitting = new ArrayList<>();
        List<String> all = new ArrayList<>(problems);
        for (Part part : parts) {
            Fit fit = Fit.of(part.plan().edit(), Map.of());
            int quota = quotas.of(fit, part.at());
            if (fit.endsWithin(quota)) {
                fitting.add(part);
            } else {
                all.add(fit.refusal(quota));
            }
        }
        if (fitting.isEmpty() && !all.isEmpty()) {
            throw new TargetException(GroupNames.sentences(all));
        }
        return new GroupsPlan(fitting, all, quotas);
    }

    @Override
    public List<Change> changes() {
        return GroupNames.changes(parts.stream().map(Part::plan).toList());
    }

    @Override
    public Guard before() {
        return Held.common(parts.stream().map(part -> part.plan().before()).toList())
                .guard();
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    @Override
    public void apply() throws TargetException {
        List<Part> pending =
                parts.stream().filter(part -> !part.plan().isEmpty()).toList();
        List<String> failures = Parallel.each(pending, this::apply).stream()
                .flatMap(Optional::stream)
                .toList();
        if (!failures.isEmpty()) {
            throw new TargetException(GroupNames.sentences(failures));
        }
    }

    private Optional<String> apply(Part part) {
        try {
            new GroupWriter(part.at(), quotas, Map.of()).write(part.plan());
            return Optional.empty();
        } catch (TargetException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * One group.
     *
     * @param at writes it
     */
    record Part(GroupPlan plan, Door at) {}
}
