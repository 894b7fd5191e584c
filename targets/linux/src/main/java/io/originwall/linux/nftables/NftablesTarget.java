package io.originwall.linux.nftables;

import io.originwall.api.BootFile;
import io.originwall.api.Change;
import io.originwall.api.DriftWatch;
import io.originwall.api.Enforced;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.api.Traffic;
import io.originwall.api.Verdict;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.monitor.NftMonitor;
import io.originwall.linux.ports.PortElements;
import io.originwall.linux.survey.Bridges;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.Family;
import io.originwall.net.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This host's nftables: one table of our own, hooked in before any address is rewritten. It only ever drops, so it opens nothing that
 * another table closes, and nothing another table accepts gets around it.
 */
final class NftablesTarget extends LinuxTarget {
    /** nft needs 1.4 s for 100,000 ranges, and time and memory beyond that grow faster than the list. */
    private static final int MAX_RANGES = 250_000;

    private static final String BOOT_FILE = BootFile.PREFIX + "nft";

    /** In what nft monitor prints: our table, and the one that stands in for it. */
    private static final String OURS = " inet " + TableShape.TABLE;

    private final Nft nft;
    private final StateCache memory = new StateCache();

    NftablesTarget(String name, NftablesSettings settings, CommandRunner runner) throws TargetException {
        super(name, settings.destinations(), settings.bridges(), runner);
        this.nft = new Nft(runner);
    }

    private static void refuseTooMany(Guard wanted) throws TargetException {
        refuseMore(
                wanted,
                MAX_RANGES,
                "nftables bears " + MAX_RANGES + "; use a target of type: iptables, whose ipsets take millions");
    }

    @Override
    public Plan plan(Guard wanted) throws TargetException {
        refuseTooMany(wanted);
        if (wanted.isNone()) {
            return removal(HostState.read(nft));
        }
        Bridges found = findBridges();
        Optional<String> obstacle = found.obstacle(wanted);
        if (obstacle.isPresent()) {
            HostState state = read();
            if (state.table().isEmpty()) {
                throw new TargetException(obstacle.get());
            }
            return plan(state, wanted, found);
        }
        // Nothing to do, or a table to replace: that has to rest on the kernel's word. An update fails, and changes
        // nothing, where what is
        // there is not what is remembered.
        Optional<ScriptPlan> remembered =
                memory.recall().map(state -> plan(state, wanted, found)).filter(ScriptPlan::isUpdate);
        return remembered.isPresent() ? remembered.get() : plan(read(), wanted, found);
    }

    private HostState read() throws TargetException {
        long stamp = memory.stamp();
        HostState state = HostState.read(nft);
        memory.remember(state, stamp);
        return state;
    }

    private ScriptPlan plan(HostState state, Guard wanted, Bridges found) {
        List<String> names = found.orElse(state.bridges());
        return plan(state, GuardState.of(wanted, destinations, names, state::ports))
                .with(found, wanted);
    }

    private Plan removal(HostState state) {
        List<Change> changes = new ArrayList<>();
        state.table().ifPresent(table -> changes.addAll(Difference.remove(table).changes()));
        if (state.hasSwapTable()) {
            changes.add(Change.remove("table inet " + TableShape.SWAP_TABLE));
        }
        return new ScriptPlan(state, changes, List.of(Script.remove()), Optional.empty());
    }

    private ScriptPlan plan(HostState state, GuardState wanted) {
        Difference difference = state.table()
                .map(table -> Difference.between(table, wanted))
                .orElseGet(() -> Difference.install(wanted));
        List<Change> changes = new ArrayList<>(difference.changes());
        changes.addAll(leftOver(state));
        if (difference.replace()) {
            return new ScriptPlan(state, changes, Script.replace(wanted, state), Optional.empty());
        }
        return difference.isEmpty()
                ? new ScriptPlan(state, changes, List.of(Script.tidy(state)), Optional.of(wanted))
                : new ScriptPlan(state, changes, Script.update(wanted, state), Optional.of(wanted));
    }

    private static List<Change> leftOver(HostState state) {
        List<Change> changes = new ArrayList<>();
        state.leftovers().forEach(set -> changes.add(Change.remove("set " + set + ", left over")));
        if (state.hasSwapTable()) {
            changes.add(Change.remove("table inet " + TableShape.SWAP_TABLE + ", left over"));
        }
        return changes;
    }

    /** Runs its scripts one after the other. */
    private final class ScriptPlan implements Plan {
        /** The boot script writes three times; it may come between the scripts of more than one plan. */
        private static final int MAX_TRIES = 3;

        private final HostState before;
        private final List<Change> changes;
        private final List<Script> scripts;
        private final Optional<GuardState> update;
        private final List<String> problems;

        private ScriptPlan(HostState before, List<Change> changes, List<Script> scripts, Optional<GuardState> update) {
            this(before, changes, scripts, update, List.of());
        }

        /** @param update what the scripts make of the table where they keep it and bring it up to date */
        private ScriptPlan(
                HostState before,
                List<Change> changes,
                List<Script> scripts,
                Optional<GuardState> update,
                List<String> problems) {
            this.before = before;
            this.changes = List.copyOf(changes);
            this.scripts = scripts;
            this.update = update;
            this.problems = problems;
        }

        private ScriptPlan with(Bridges found, Guard wanted) {
            return new ScriptPlan(before, found.explain(changes), scripts, update, found.problems(wanted));
        }

        @Override
        public List<Change> changes() {
            return changes;
        }

        @Override
        public Guard before() {
            return before.table().map(GuardReader::guard).orElseGet(Guard::none);
        }

        @Override
        public List<String> problems() {
            return problems;
        }

        /** Several scripts; the one that tidies up would also run where what is there is not what was read. */
        private boolean isUpdate() {
            return update.isPresent() && scripts.size() > 1 && !isEmpty();
        }

        @Override
        public void apply() throws TargetException {
            ScriptPlan next = this;
            for (int tries = MAX_TRIES; !next.isEmpty(); tries--) {
                try {
                    next.write();
                    return;
                } catch (OvertakenException e) {
                    if (tries == 1 || next.update.isEmpty()) {
                        throw e;
                    }
                    // The boot script, for one, may be putting up the last guard; nothing is lost by another try.
                    next = plan(read(), next.update.get());
                }
            }
        }

        private void write() throws TargetException {
            memory.touch();
            try {
                for (Script script : scripts) {
                    nft.write(script);
                }
            } finally {
                memory.touch();
            }
        }
    }

    @Override
    public List<BootFile> bootFiles(Guard wanted) throws TargetException {
        refuseTooMany(wanted);
        if (wanted.isNone()) {
            return List.of(new BootFile(BOOT_FILE, Optional.empty()));
        }
        List<String> names = findBridges().orElse(List.of());
        GuardState table = GuardState.of(wanted.confirmed(), destinations, names, PortElements::none);
        return List.of(new BootFile(BOOT_FILE, Optional.of(Script.boot(table))));
    }

    @Override
    protected Optional<GuardState> standing() throws TargetException {
        HostState state = read();
        if (state.hasSwapTable()) {
            throw changedBySomebodyElse("table inet " + TableShape.SWAP_TABLE + " is there");
        }
        if (state.table().isEmpty()) {
            return Optional.empty();
        }
        TableState table = state.table().get();
        GuardState there = GuardReader.state(table, GuardShape.usual()).ours();
        Difference foreign = Difference.between(table, there);
        if (!foreign.isEmpty()) {
            throw changedBySomebodyElse(foreign.changes().get(0).what());
        }
        return Optional.of(there);
    }

    @Override
    protected TargetException changedBySomebodyElse(String change) {
        return new TargetException("table inet " + TableShape.TABLE + " was changed by somebody else: run originwall"
                + " sync first, what is there could not be put back: " + change);
    }

    @Override
    protected Plan planBack(GuardState before) throws TargetException {
        return plan(read(), before);
    }

    @Override
    public Enforced enforced() throws TargetException {
        return HostState.read(nft)
                .table()
                .map(table -> new Enforced(
                        GuardReader.guard(table),
                        Optional.of(new Traffic(table.packets(Family.IPV4), table.packets(Family.IPV6)))))
                .orElseGet(() -> new Enforced(Guard.none(), Optional.empty()));
    }

    @Override
    public List<Finding> audit(Guard wanted) throws TargetException {
        return new Audit(nft, runner, bridges, destinations).findings(wanted);
    }

    @Override
    public Verdict check(Address from, Port to, Guard wanted) throws TargetException {
        HostState host = HostState.read(nft);
        if (host.hasSwapTable()) {
            // What is in there is not known, and it drops too.
            throw new TargetException("cannot tell: table inet " + TableShape.SWAP_TABLE
                    + " is left over, and drops what it does not allow; run originwall sync");
        }
        if (host.table().isEmpty()) {
            return new Verdict(Verdict.Outcome.NOT_GUARDED, "there is no table inet " + TableShape.TABLE);
        }
        TableState table = host.table().get();
        GuardShape shape = GuardReader.shape(table, GuardShape.usual());
        refuseChanged(shape, ShapeDifference.between(table, shape).lines());
        return verdict(from, to, wanted, shape.mode(), new SetLookup() {
            @Override
            public boolean isGuarded(Port port) throws TargetException {
                return nft.element(host.generation().nameOf(port.protocol() + "_ports"), "" + port.number())
                        .isPresent();
            }

            @Override
            public Optional<String> entryFor(Address address) throws TargetException {
                String allow = address.family() == Family.IPV4 ? "allow4" : "allow6";
                return nft.element(host.generation().nameOf(allow), address.toString())
                        .map(found -> table.range(allow, address)
                                .map(AddressRange::toString)
                                .orElse(found));
            }
        });
    }

    @Override
    public DriftWatch watch(Runnable drifted) throws TargetException {
        Runnable changed = () -> {
            memory.touch();
            drifted.run();
        };
        return new NftMonitor(runner, line -> line.contains(OURS), nft.writers(), changed, memory::trust);
    }
}
