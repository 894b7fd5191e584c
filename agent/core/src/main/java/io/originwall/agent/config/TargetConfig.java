package io.originwall.agent.config;

import io.originwall.api.Setting;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import java.util.Collections;
import java.util.List;

/**
 * One entry of {@code targets:}, bound and ready to be built.
 *
 * @param name unique among the targets
 * @param guard the guard section with this target's overrides in it
 * @param onRemove what happens to its rules when a running daemon finds it gone from the config
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

        @Setting(
                "What the daemon does about its rules when it is no longer in the config: keep them, or clean them out.")
        OnRemove onRemove,

        TargetProvider<S> provider,
        S settings) {
    /** What happens to the rules of a target that is gone. */
    public enum OnRemove {
        KEEP,
        CLEAN
    }

    public String type() {
        return provider.type();
    }

    /** Builds the target; touches nothing yet. */
    public Target create() throws TargetException {
        return provider.create(name, settings);
    }

    /** The same target, perhaps with another guard. */
    public boolean isSamePlace(TargetConfig<?> other) {
        return name.equals(other.name) && type().equals(other.type()) && settings.equals(other.settings);
    }

    /** Do they work on one place, so that each would undo the other's work? */
    public boolean sharesPlaceWith(TargetConfig<?> other) {
        return type().equals(other.type())
                && (provider.isSingleton()
                        || isSamePlace(other)
                        || !Collections.disjoint(exclusiveResources(), other.exclusiveResources()));
    }

    private List<String> exclusiveResources() {
        return provider.exclusiveResources(name, settings);
    }

    /** Another target of this config works on the very place of this one, so this one's rules are that one's now. */
    public boolean isTakenOverBy(Config next) {
        return next.targets().stream()
                .anyMatch(
                        other -> type().equals(other.type()) && (provider.isSingleton() || name.equals(other.name())));
    }

    /** With this config the rules of this target have to go: it moved to another type, or is gone and {@code on-remove: clean}. */
    public boolean isClearedBy(Config next) {
        boolean moved = next.targets().stream().anyMatch(other -> name.equals(other.name()));
        return !isTakenOverBy(next) && (moved || onRemove == OnRemove.CLEAN);
    }
}
