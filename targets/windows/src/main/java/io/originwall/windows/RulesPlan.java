package io.originwall.windows;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import java.util.List;
import java.util.Optional;

/** Writes rule by rule, and puts back what it wrote if it cannot go on. */
final class RulesPlan implements Plan {
    private static final String BETWEEN = "it is between the old state and the new: who is on both allow lists gets in,"
            + " nobody gets in who is on neither; run originwall sync";

    private final Firewall firewall;
    private final FirewallState state;
    private final Guard before;
    private final List<Change> changes;
    private final List<Step> steps;

    RulesPlan(Firewall firewall, FirewallState state, Guard before, List<Change> changes, List<Step> steps) {
        this.firewall = firewall;
        this.state = state;
        this.before = before;
        this.changes = changes;
        this.steps = steps;
    }

    @Override
    public List<Change> changes() {
        return changes;
    }

    @Override
    public Guard before() {
        return before;
    }

    @Override
    public void apply() throws TargetException {
        if (steps.isEmpty()) {
            return;
        }
        Optional<String> failure = firewall.write(steps);
        if (failure.isPresent()) {
            throw new TargetException(failure.get() + "; " + putBack());
        }
    }

    /** What somebody else had changed is not put back; it was to be repaired anyway. */
    private String putBack() {
        try {
            List<Rule> old = OurRules.of(state.rules()).sealed();
            List<Step> undo = Rewrite.steps(firewall.ours(), old);
            Optional<String> failure = undo.isEmpty() ? Optional.empty() : firewall.write(undo);
            return failure.isEmpty() ? "the old state is in force" : BETWEEN;
        } catch (TargetException unreachable) {
            return BETWEEN + ": " + unreachable.getMessage();
        }
    }
}
