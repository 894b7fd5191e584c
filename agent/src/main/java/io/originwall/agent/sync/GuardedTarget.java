package io.originwall.agent.sync;

import io.originwall.api.Guard;
import io.originwall.api.Target;

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
}
