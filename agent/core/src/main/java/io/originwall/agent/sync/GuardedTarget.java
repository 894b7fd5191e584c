package io.originwall.agent.sync;

import io.originwall.api.Guard;
import io.originwall.api.Restorable;
import io.originwall.api.Target;
import io.originwall.api.TargetException;

/**
 * A target with the state that is wanted of it.
 *
 * @param target where
 * @param type the target's type, for reports
 * @param wanted what should be enforced there
 */
public record GuardedTarget(Target target, String type, Guard wanted) {
    public GuardedTarget wanting(Guard other) {
        return new GuardedTarget(target, type, other);
    }

    /**
     * What puts the target back after a trial.
     *
     * @throws TargetException if it cannot be put back, and so cannot be on trial
     */
    public Restorable restorable() throws TargetException {
        return target.restorable()
                .orElseThrow(() -> new TargetException(
                        "target " + target.name() + " cannot be put back, so it cannot be on trial"));
    }
}
