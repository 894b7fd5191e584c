package io.originwall.host.iptables;

import io.originwall.api.Auditable;
import io.originwall.api.BootFile;
import io.originwall.api.BootPersistent;
import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.DriftWatch;
import io.originwall.api.Enforced;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Probeable;
import io.originwall.api.Restorable;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Traffic;
import io.originwall.api.Verdict;
import io.originwall.api.Watchable;
import io.originwall.exec.CommandRunner;
import io.originwall.host.monitor.NftMonitor;
import io.originwall.host.survey.Bridges;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * This host's iptables, where nftables is not to be had: rules in the table mangle that look into ipsets. It only ever drops, so it opens
 * nothing that other rules close; and it stands first in the first chain that knows connections, so no other rule of iptables accepts what it
 * drops.
 */
final class IptablesTarget implements Target, Watchable, Auditable, Probeable, Restorable, BootPersistent {

    private final String name;
    private final VariantChoice choice;
    private final AddressSet destinations;
    private final Set<String> bridges;
    private final Tools tools;
    /** Found once: a host does not change its iptables while an agent runs. */
    private volatile Optional<Xtables> found = Optional.empty();

    /** Sets may be left over that a run which was killed, or failed, did not come to destroy. */
    private volatile boolean thorough = true;

    /** Rules that answer are looked for where there are some. */
    private volatile boolean rejecting;

    IptablesTarget(String name, IptablesSettings settings, CommandRunner runner) throws TargetException {
        Optional<String> refusal = Bridges.refusal(settings.bridges());
        if (refusal.isPresent()) {
            throw new TargetException(name + ": " + refusal.get());
        }
        this.name = name;
        this.choice = settings.variant();
        this.destinations = AddressSet.ofBlocks(settings.destinations());
        this.bridges = Set.copyOf(settings.bridges());
        this.tools = new Tools(runner);
    }

    @Override
    public String name() {
        return name;
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
        int ranges = wanted.allow().ranges().size();
        // A range may be cut into many blocks, but not on average.
        if (ranges > IpSet.MOST_ELEMENTS / 2) {
            throw new TargetException("the allow list has " + ranges + " ranges after merging, an ipset of ours bears "
                    + IpSet.MOST_ELEMENTS / 2);
        }
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        refuseTooMany(wanted);
        HostState state = read(wanted.denyWith());
        if (wanted.isNone()) {
            return removal(state);
        }
        Bridges found = Bridges.find(tools.runner(), bridges);
        Optional<String> obstacle = found.obstacle(wanted);
        if (obstacle.isPresent() && state.rules().values().stream().allMatch(RulesState::isEmpty)) {
            throw new TargetException(obstacle.get());
        }
        WantedHost host = wanted(wanted, found, Optional.of(state));
        return plan(state, host, found, found.problems(wanted));
    }

    private WantedHost wanted(Guard guard, Bridges found, Optional<HostState> now) {
        List<String> standing = now.map(
                        state -> GuardReader.shape(state, GuardReader.usual()).bridges())
                .orElse(List.of());
        List<String> names = found.orElse(standing);
        AddressSet containers = Routes.through(tools, names);
        return WantedHost.of(guard, destinations.union(containers), names, now);
    }

    private Plan plan(HostState state, WantedHost wanted, Bridges found, List<String> problems) throws TargetException {
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
        private final Optional<WantedHost> wanted;
        private final Xtables here;
        private final List<String> problems;

        private HostPlan(
                HostState state,
                List<Change> changes,
                Optional<WantedHost> wanted,
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
        return BootFiles.of(
                wanted(wanted.confirmed(), Bridges.find(tools.runner(), bridges), Optional.empty()),
                here.variant(),
                ipv6);
    }

    @Override
    public Snapshot snapshot() throws TargetException {
        HostState state = read();
        if (state.isEmpty()) {
            return () -> removal(read());
        }
        List<Change> foreign = new ArrayList<>(
                Difference.between(state, WantedHost.asItIs(state), xtables().variant()));
        if (!foreign.isEmpty()) {
            throw changedBySomebodyElse(foreign.get(0).what());
        }
        WantedHost before = WantedHost.asItIs(state).permanent();
        if (before.guardsNothing()) {
            return () -> removal(read());
        }
        if (before.allow().isEmpty()) {
            // No guard says that, and to deny everybody once more is not what anybody wants back.
            throw changedBySomebodyElse("its allow list is empty");
        }
        return () -> plan(read(), before, Bridges.none(), List.of());
    }

    private static TargetException changedBySomebodyElse(String change) {
        return new TargetException("chain " + RuleShape.GATE + " or its ipsets were changed by somebody else: run"
                + " originwall sync first, what is there could not be put back: " + change);
    }

    @Override
    public Enforced enforced() throws TargetException {
        HostState state = read();
        return state.rules().values().stream().allMatch(RulesState::isEmpty)
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
        return KernelCheck.check(tools, read(), from, to, wanted, Bridges.find(tools.runner(), bridges));
    }

    /** Of the ipsets nothing is told; the poll sees those. */
    @Override
    public DriftWatch watch(Runnable drifted) throws TargetException {
        return new NftMonitor(tools.runner(), IptablesTarget::isAboutMangle, tools.writers(), drifted, watch -> {});
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

    @Override
    public Optional<BootPersistent> bootPersistent() {
        return Optional.of(this);
    }
}
