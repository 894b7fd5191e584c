package io.originwall.agent.sync;

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
    public Snapshot snapshot() throws TargetException {
        return target.snapshot();
    }

    @Override
    public List<BootFile> bootFiles(Guard wanted) throws TargetException {
        return target.bootFiles(wanted);
    }

    @Override
    public Enforced enforced() throws TargetException {
        return target.enforced();
    }

    @Override
    public List<Finding> audit(Guard wanted) throws TargetException {
        return target.audit(wanted);
    }

    @Override
    public Verdict check(Address from, Port to) throws TargetException {
        return target.check(from, to);
    }

    @Override
    public Optional<DriftWatch> watch(Runnable drifted) throws TargetException {
        return target.watch(drifted);
    }

    @Override
    public void close() {
        target.close();
    }
}
