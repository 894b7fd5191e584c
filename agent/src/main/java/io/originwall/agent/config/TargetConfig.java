package io.originwall.agent.config;

import io.originwall.api.Setting;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;

/**
 * One entry of {@code targets:}, bound and ready to be built.
 *
 * @param name unique among the targets
 * @param guard the guard section with this target's overrides in it
 * @param provider builds the target
 * @param settings the target's own keys
 * @param <S> the provider's settings record
 */
public record TargetConfig<S extends Record>(
        @Setting(
                value = "What it is called in reports and on the command line; each target has its own.",
                required = true)
        String name,

        @Setting("Overrides keys of the guard section for this target alone.")
        GuardConfig guard,

        TargetProvider<S> provider,
        S settings) {
    public String type() {
        return provider.type();
    }

    /** Builds the target; touches nothing yet. */
    public Target create() throws TargetException {
        return provider.create(name, settings);
    }
}
