package io.originwall.agent.sync;

import io.originwall.agent.config.TargetConfig;
import io.originwall.api.BootFile;
import io.originwall.api.DriftWatch;
import io.originwall.api.Enforced;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.List;
import java.util.Optional;

/**
 * Stands for a target that could not be built on this machine: whatever it is asked, it answers why. So the other targets go on.
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
    public Snapshot snapshot() throws TargetException {
        throw cause;
    }

    @Override
    public List<BootFile> bootFiles(Guard wanted) throws TargetException {
        throw cause;
    }

    @Override
    public Enforced enforced() throws TargetException {
        throw cause;
    }

    @Override
    public List<Finding> audit(Guard wanted) throws TargetException {
        throw cause;
    }

    @Override
    public Verdict check(Address from, Port to) throws TargetException {
        throw cause;
    }

    @Override
    public Optional<DriftWatch> watch(Runnable drifted) throws TargetException {
        throw cause;
    }
}
