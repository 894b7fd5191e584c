package io.originwall.windows;

import io.originwall.api.Auditable;
import io.originwall.api.Change;
import io.originwall.api.Enforced;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Probeable;
import io.originwall.api.Restorable;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.exec.CommandRunner;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * This host's Windows Firewall: rules in a group of our own. It keeps them when the host restarts, and puts them up before the network is, so
 * there are no boot files; it tells nobody when it is changed and counts nothing, so it is polled, and trials are ended by the agent.
 */
final class WindowsFirewallTarget implements Target, Auditable, Probeable, Restorable {
    /** A hundred rules each way. Nobody has measured more. */
    private static final int MAX_RANGES = 50_000;

    private static final AddressSet LOOPBACK =
            AddressSet.ofBlocks(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")));

    private final String name;
    private final boolean localSubnet;
    private final Machine machine;
    private final Firewall firewall;

    WindowsFirewallTarget(String name, WindowsFirewallSettings settings, CommandRunner runner, Machine machine) {
        this.name = name;
        this.localSubnet = settings.localSubnet();
        this.machine = machine;
        this.firewall = new Firewall(runner, machine);
    }

    @Override
    public String name() {
        return name;
    }

    private static void refuse(Guard wanted) throws TargetException {
        Optional<String> refused = WindowsFirewallProvider.refused(wanted.mode(), wanted.denyWith());
        if (refused.isPresent() && !wanted.isNone()) {
            throw new TargetException(refused.get());
        }
        int ranges = wanted.allow().ranges().size();
        if (ranges > MAX_RANGES) {
            throw new TargetException("the allow list has " + ranges + " ranges after merging, and the Windows Firewall"
                    + " is given " + MAX_RANGES + " at most; write it with shorter prefixes");
        }
    }

    /** Who is neither let in nor blocked. */
    private AddressSet unguarded() throws TargetException {
        try {
            return localSubnet ? LOOPBACK.union(machine.localSubnets()) : LOOPBACK;
        } catch (IOException e) {
            throw new TargetException("cannot read this host's subnets: " + e.getMessage(), e);
        }
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        refuse(wanted);
        return plan(firewall.ours(), wanted.confirmed(), unguarded());
    }

    private Plan plan(FirewallState state, Guard wanted, AddressSet unguarded) {
        OurRules ours = OurRules.of(state.rules());
        List<Rule> rules = WantedRules.of(wanted, unguarded);
        List<Step> steps = Rewrite.steps(state, rules);
        List<Change> changes = steps.isEmpty() ? List.of() : Difference.changes(ours, wanted, unguarded);
        return new RulesPlan(firewall, state, ours.guard(), changes, steps);
    }

    @Override
    public Enforced enforced() throws TargetException {
        return new Enforced(OurRules.of(firewall.ours().rules()).guard(), Optional.empty());
    }

    @Override
    public Snapshot snapshot() throws TargetException {
        AddressSet unguarded = unguarded();
        OurRules ours = OurRules.of(firewall.ours().rules());
        Guard before = ours.guard();
        List<String> drift = ours.drift(WantedRules.of(before, unguarded));
        if (!drift.isEmpty()) {
            throw new TargetException("the rules of group " + WantedRules.GROUP + " were changed by somebody else: run"
                    + " originwall sync first, what is there could not be put back: " + drift.get(0));
        }
        return () -> plan(before);
    }

    @Override
    public List<Finding> audit(Guard wanted) throws TargetException {
        return new Audit(firewall.all(), unguarded()).findings(wanted);
    }

    @Override
    public Verdict check(Address from, Port to, Guard wanted) throws TargetException {
        return RuleCheck.verdict(firewall.all(), unguarded(), from, to);
    }

    @Override
    public Optional<Auditable> auditable() {
        return Optional.of(this);
    }

    @Override
    public Optional<Probeable> probeable() {
        return Optional.of(this);
    }

    @Override
    public Optional<Restorable> restorable() {
        return Optional.of(this);
    }
}
