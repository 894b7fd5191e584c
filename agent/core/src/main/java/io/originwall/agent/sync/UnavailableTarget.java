package io.originwall.agent.sync;

import io.originwall.agent.config.TargetConfig;
import io.originwall.api.Auditable;
import io.originwall.api.BootPersistent;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Probeable;
import io.originwall.api.Restorable;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import java.util.Optional;

/**
 * Stands for a target that could not be built on this machine: whatever it is asked, it answers why. So the other targets go on, and nobody
 * takes it for one that cannot be audited or needs no boot files.
 *
 * @param name the target's name
 * @param cause why it is not available
 */
public record UnavailableTarget(String name, TargetException cause) implements Target {
    /** The target of this entry of the config, or what stands for it. */
    public static Target unlessBuilt(TargetConfig<?> config) {
        try {
            return config.create();
        } catch (TargetException e) {
            return new UnavailableTarget(config.name(), e);
        }
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        throw cause;
    }

    @Override
    public Enforced enforced() throws TargetException {
        throw cause;
    }

    @Override
    public Optional<Auditable> auditable() throws TargetException {
        throw cause;
    }

    @Override
    public Optional<Probeable> probeable() throws TargetException {
        throw cause;
    }

    @Override
    public Optional<Restorable> restorable() throws TargetException {
        throw cause;
    }

    @Override
    public Optional<BootPersistent> bootPersistent() throws TargetException {
        throw cause;
    }
}
