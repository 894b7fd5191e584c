package io.originwall.agent.sync;

import io.originwall.api.Auditable;
import io.originwall.api.BootPersistent;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Probeable;
import io.originwall.api.Restorable;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Watchable;
import java.util.Optional;

/** Hands everything on to another target; a test overrides what it wants to be different. */
public class ForwardingTarget implements Target {
    private final Target target;

    public ForwardingTarget(Target target) {
        this.target = target;
    }

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        return target.plan(wanted);
    }

    @Override
    public Enforced enforced() throws TargetException {
        return target.enforced();
    }

    @Override
    public Optional<Watchable> watchable() throws TargetException {
        return target.watchable();
    }

    @Override
    public Optional<Auditable> auditable() throws TargetException {
        return target.auditable();
    }

    @Override
    public Optional<Probeable> probeable() throws TargetException {
        return target.probeable();
    }

    @Override
    public Optional<Restorable> restorable() throws TargetException {
        return target.restorable();
    }

    @Override
    public Optional<BootPersistent> bootPersistent() throws TargetException {
        return target.bootPersistent();
    }

    @Override
    public void close() {
        target.close();
    }
}
