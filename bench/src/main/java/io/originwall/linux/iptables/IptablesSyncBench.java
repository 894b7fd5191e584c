package io.originwall.linux.iptables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.bench.BareCommands;
import io.originwall.bench.Paired;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A warm sync against the bare backend: what the agent adds to {@code ipset restore} of the same set, filled and swapped. Both sides start
 * their processes the same way. To be run inside a network namespace of its own.
 */
public final class IptablesSyncBench {
    private static final List<PortRange> PORTS = List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp"));

    private final BareCommands bare;
    private final int pairs;

    private IptablesSyncBench(BareCommands bare, int pairs) {
        this.bare = bare;
        this.pairs = pairs;
    }

    /** A row for each size and kind of work. */
    public static List<Paired> run(int pairs) throws Exception {
        List<Paired> rows = new ArrayList<>();
        try (BareCommands bare = BareCommands.start()) {
            IptablesSyncBench bench = new IptablesSyncBench(bare, pairs);
            for (int size : List.of(22, 1_000, 10_000, 100_000)) {
                rows.add(bench.change(size, 1, "one block changes"));
                rows.add(bench.change(size, size / 2, "half of the list changes"));
            }
        }
        return rows;
    }

    /** The set of a million blocks: one run each, in milliseconds: put up, changed by one block in a hundred, looked at, taken out. */
    public static List<String> million() throws Exception {
        Target target = target();
        Guard guard = guard(1_000_000, 0, 0);
        Guard other = guard(1_000_000, 1, 10_000);
        List<String> rows = new ArrayList<>();
        rows.add("| put up | " + Math.round(Paired.millis(once -> sync(target, guard), 0)) + " ms |");
        rows.add("| one block in a hundred changes | " + Math.round(Paired.millis(once -> sync(target, other), 0))
                + " ms |");
        rows.add("| nothing to change | "
                + Math.round(Paired.millis(once -> require(target.plan(other).isEmpty()), 0)) + " ms |");
        rows.add("| taken out | " + Math.round(Paired.millis(once -> sync(target, Guard.none()), 0)) + " ms |");
        return rows;
    }

    private static Target target() throws TargetException {
        IptablesProvider provider = new IptablesProvider();
        return provider.create("bench", new IptablesSettings(VariantChoice.IPTABLES_NFT, List.of(), List.of()));
    }

    private Paired change(int size, int changed, String what) throws Exception {
        Target target = target();
        List<Guard> guards = List.of(guard(size, 0, changed), guard(size, changed, changed));
        List<Path> scripts = List.of(script(guards.get(0)), script(guards.get(1)));
        target.plan(Guard.none()).apply();
        sync(target, guards.get(1));
        bare.run("ipset", "-exist", "restore", "-file", scripts.get(1).toString());
        int few = size >= 100_000 ? Math.min(pairs, 9) : pairs;
        return Paired.measured(
                size + " blocks, " + what + ": `sync` / `ipset restore` of the same set",
                size >= 100_000 ? 3 : 20,
                few,
                round -> Paired.millis(once -> sync(target, guards.get(round % 2)), round),
                round -> bare.run(
                        "ipset",
                        "-exist",
                        "restore",
                        "-file",
                        scripts.get(round % 2).toString()));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("this measures the wrong thing");
        }
    }

    /** What the agent does: plan, apply, plan again. */
    private static void sync(Target target, Guard guard) throws TargetException {
        Plan plan = target.plan(guard);
        require(!plan.isEmpty());
        plan.apply();
        require(target.plan(guard).isEmpty());
    }

    /** The one set, filled and swapped: as an operator's own script would. */
    private static Path script(Guard guard) throws IOException {
        GuardState wanted = GuardState.of(guard, AddressSet.empty(), List.of(), PortElements::none);
        String set = SetScript.create(List.of(IpSet.ALLOW4), wanted)
                .lines()
                .findFirst()
                .orElseThrow();
        HostState empty = HostState.none();
        Path file = Files.createTempFile("bench", ".ipset");
        file.toFile().deleteOnExit();
        return Files.writeString(file, set + "\n" + SetScript.update(List.of(IpSet.ALLOW4), empty, wanted));
    }

    /** Blocks that do not touch, the first of them others in each variant. */
    private static Guard guard(int size, int from, int changed) {
        List<Cidr> blocks = IntStream.range(0, size)
                .map(i -> i < changed && from > 0 ? size + i : i)
                .mapToObj(i -> new Cidr(new Address(Family.IPV4, 0, 0x1000_0000L + i * 32L), 28))
                .toList();
        return new Guard(PORTS, AddressSet.ofBlocks(blocks), Mode.ENFORCE, DenyWith.DROP);
    }
}
