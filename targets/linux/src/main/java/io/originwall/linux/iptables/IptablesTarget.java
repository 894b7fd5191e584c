package io.originwall.linux.iptables;

import io.originwall.api.BootFile;
import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.DriftWatch;
import io.originwall.api.Enforced;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.api.Traffic;
import io.originwall.api.Verdict;
import io.originwall.api.Watchable;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.monitor.NftMonitor;
import io.originwall.linux.survey.Bridges;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.util.List;
import java.util.Optional;

/**
 * This host's iptables, where nftables is not to be had: rules in the table mangle that look into ipsets. It only ever drops, so it opens
 * nothing that other rules close; and it stands first in the first chain that knows connections, so no other rule of iptables accepts what it
 * drops.
 */
final class IptablesTarget extends LinuxTarget {
    private final VariantChoice choice;
    private final Tools tools;
    /** Found once: a host does not change its iptables while an agent runs. */
    private volatile Optional<Xtables> found = Optional.empty();

    /** Sets may be left over that a run which was killed, or failed, did not come to destroy. */
    private volatile boolean thorough = true;

    /** Rules that answer are looked for where there are some. */
    private volatile boolean rejecting;

    IptablesTarget(String name, IptablesSettings settings, CommandRunner runner) throws TargetException {
        super(name, settings.destinations(), settings.bridges(), runner);
        this.choice = settings.variant();
        this.tools = new Tools(runner);
    }

    private Xtables xtables() throws TargetException {
        if (found.isEmpty()) {
            found = Optional.of(new VariantFinder(tools).find(choice));
        }
        return found.get();
    }

    private HostState read() throws TargetException {
        return read(DenyWith.DROP);
    }

    private HostState read(DenyWith wanted) throws TargetException {
        Tables tables = new Tables(tools, xtables());
        boolean answers = wanted == DenyWith.REJECT || rejecting;
        HostState state = thorough ? tables.state() : tables.quickly(answers);
        if (!thorough && !answers && state.rejects()) {
            state = tables.quickly(true);
        }
        rejecting = state.rejects();
        thorough = !state.leftovers().isEmpty();
        return state;
    }

    private static void refuseTooMany(Guard wanted) throws TargetException {
        // A range may be cut into many blocks, but not on average.
        int most = IpSet.MAX_ELEMENTS / 2;
        refuseMore(wanted, most, "an ipset of ours bears " + most);
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        refuseTooMany(wanted);
        HostState state = read(wanted.denyWith());
        if (wanted.isNone()) {
            return removal(state);
        }
        Bridges found = findBridges();
        Optional<String> obstacle = found.obstacle(wanted);
        if (obstacle.isPresent() && state.hasNoRules()) {
            throw new TargetException(obstacle.get());
        }
        GuardState host = wanted(wanted, found, state);
        return plan(state, host, found, found.problems(wanted));
    }

    /** @param now what is there, as far as that is known */
    private GuardState wanted(Guard guard, Bridges found, HostState now) {
        List<String> names =
                found.orElse(GuardReader.shape(now, GuardShape.usual()).bridges());
        AddressSet containers = Routes.through(tools, names);
        return GuardState.of(guard, destinations.union(containers), names, now::ports);
    }

    private Plan plan(HostState state, GuardState wanted, Bridges found, List<String> problems) throws TargetException {
        Xtables here = xtables();
        List<Change> changes = found.explain(Difference.between(state, wanted, here.variant()));
        return new HostPlan(state, changes, Optional.of(wanted), here, problems);
    }

    private Plan removal(HostState state) throws TargetException {
        Xtables here = xtables();
        return new HostPlan(state, Difference.remove(state, here.variant()), Optional.empty(), here, List.of());
    }

    private final class HostPlan implements Plan {
        private final HostState state;
        private final List<Change> changes;
        private final Optional<GuardState> wanted;
        private final Xtables here;
        private final List<String> problems;

        private HostPlan(
                HostState state,
                List<Change> changes,
                Optional<GuardState> wanted,
                Xtables here,
                List<String> problems) {
            this.state = state;
            this.changes = List.copyOf(changes);
            this.wanted = wanted;
            this.here = here;
            this.problems = problems;
        }

        @Override
        public List<Change> changes() {
            return changes;
        }

        @Override
        public List<String> problems() {
            return problems;
        }

        @Override
        public Guard before() {
            return GuardReader.guard(state);
        }

        @Override
        public void apply() throws TargetException {
            if (isEmpty()) {
                return;
            }
            boolean before = thorough;
            thorough = true;
            new Update(tools, here).apply(state, wanted);
            thorough = before;
        }
    }

    @Override
    public List<BootFile> bootFiles(Guard wanted) throws TargetException {
        refuseTooMany(wanted);
        if (wanted.isNone()) {
            return BootFiles.none();
        }
        Xtables here = xtables();
        boolean ipv6 = new Tables(tools, here).has(Family.IPV6);
        return BootFiles.of(wanted(wanted.confirmed(), findBridges(), HostState.none()), here.variant(), ipv6);
    }

    @Override
    protected Optional<GuardState> standing() throws TargetException {
        HostState state = read();
        if (state.isEmpty()) {
            return Optional.empty();
        }
        GuardState there = GuardReader.state(state, GuardShape.usual()).ours();
        List<Change> foreign = Difference.between(state, there, xtables().variant());
        if (!foreign.isEmpty()) {
            throw changedBySomebodyElse(foreign.get(0).what());
        }
        return Optional.of(there);
    }

    @Override
    protected TargetException changedBySomebodyElse(String change) {
        return new TargetException("chain " + RuleShape.GATE + " or its ipsets were changed by somebody else: run"
                + " originwall sync first, what is there could not be put back: " + change);
    }

    @Override
    protected Plan planBack(GuardState before) throws TargetException {
        return plan(read(), before, Bridges.none(), List.of());
    }

    @Override
    public Enforced enforced() throws TargetException {
        HostState state = read();
        return state.hasNoRules()
                ? new Enforced(Guard.none(), Optional.empty())
                : new Enforced(
                        GuardReader.guard(state),
                        Optional.of(new Traffic(
                                state.rules(Family.IPV4).packets(),
                                state.rules(Family.IPV6).packets())));
    }

    @Override
    public List<Finding> audit(Guard wanted) throws TargetException {
        return new Audit(tools, xtables(), bridges, destinations).findings(wanted);
    }

    @Override
    public Verdict check(Address from, Port to, Guard wanted) throws TargetException {
        HostState state = read();
        if (state.hasNoRules()) {
            return new Verdict(Verdict.Outcome.NOT_GUARDED, "there is no chain " + RuleShape.GATE);
        }
        GuardShape shape = GuardReader.shape(state, GuardShape.usual());
        refuseChanged(shape, Difference.drift(state, shape));
        return verdict(from, to, wanted, shape.mode(), new SetLookup() {
            @Override
            public boolean isGuarded(Port port) throws TargetException {
                return tools.isInSet(IpSet.ports(port.protocol()), "" + port.number());
            }

            @Override
            public Optional<String> entryFor(Address address) throws TargetException {
                IpSet allow = IpSet.allow(address.family());
                if (!tools.isInSet(allow, address.toString())) {
                    return Optional.empty();
                }
                return Optional.of(state.block(allow, address)
                        .map(AddressRange::toString)
                        .orElse("a block that was added this moment"));
            }
        });
    }

    /** Of the ipsets nothing is told; the poll sees those. */
    @Override
    public DriftWatch watch(Runnable drifted) throws TargetException {
        return new NftMonitor(runner, IptablesTarget::isAboutMangle, tools.writers(), drifted, watch -> {});
    }

    private static boolean isAboutMangle(String line) {
        return line.contains(" ip mangle") || line.contains(" ip6 mangle");
    }

    /** The kernel tells nothing of the tables of iptables-legacy. */
    @Override
    public Optional<Watchable> watchable() throws TargetException {
        boolean silent = xtables().variant() == Variant.LEGACY
                || tools.tryToRun("nft", "-v").isEmpty();
        return silent ? Optional.empty() : Optional.of(this);
    }
}
