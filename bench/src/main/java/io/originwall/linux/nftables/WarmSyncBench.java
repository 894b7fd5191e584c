package io.originwall.linux.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.DriftWatch;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.bench.BareCommands;
import io.originwall.bench.Paired;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A warm sync against the bare backend: what the agent adds to {@code nft -f} of the same transactions, what
 * those cost more than one that does it all, and what it adds to {@code nft -j list table}. Both
 * sides start their processes the same way. To be run inside a network namespace of its own.
 */
public final class WarmSyncBench {
    private static final List<Integer> SIZES = List.of(22, 1_000, 10_000, 100_000);
    private static final List<PortRange> PORTS = List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp"));
    /** Enough for the JVM to compile what it runs. */
    private static final int WARMUPS = 40;
    /** Of a list so long that the processes take nearly all of the time. */
    private static final int FEW_WARMUPS = 2;

    private static final int LONG_LIST = 100_000;

    private static final int SETTLE_MILLIS = 250;

    private final BareCommands nft;
    private final int pairs;

    private WarmSyncBench(BareCommands nft, int pairs) {
        this.nft = nft;
        this.pairs = pairs;
    }

    /** A row for each size and kind of work. */
    public static List<Paired> run(int pairs) throws Exception {
        List<Paired> rows = new ArrayList<>();
        try (BareCommands nft = BareCommands.start()) {
            WarmSyncBench bench = new WarmSyncBench(nft, pairs);
            for (int size : SIZES) {
                rows.add(bench.watchedChange(size, bench.oneTransaction(size)));
                rows.add(bench.watchedChange(size, bench.byHand(size)));
                rows.add(bench.change(size, target(), "no watch", bench.byHand(size)));
                rows.add(bench.inSync(size));
            }
        }
        return rows;
    }

    private static Target target() throws TargetException {
        NftablesProvider provider = new NftablesProvider();
        return provider.create("bench", provider.defaults());
    }

    /** As in a daemon, whose watch vouches for what it read last. */
    private Paired watchedChange(int size, Other other) throws Exception {
        Target target = target();
        try (DriftWatch watch = target.watchable().orElseThrow().watch(() -> {})) {
            return change(size, target, "watch on", other);
        }
    }

    /**
     * The other side of a change.
     *
     * @param name what it is
     * @param scripts for each of the two guards, one after the other
     */
    private record Other(String name, List<List<Path>> scripts) {}

    /** As version 0.1 did it, which loses packets, or lets some in. */
    private Other oneTransaction(int size) throws IOException {
        return new Other(
                "`nft -f` of one transaction",
                List.of(
                        List.of(script(OneTransaction.script(guard(size, 0)))),
                        List.of(script(OneTransaction.script(guard(size, 1))))));
    }

    /** The very transactions of our update. */
    private Other byHand(int size) throws IOException {
        return new Other(
                "`nft -f` of each of its three transactions",
                List.of(scripts(guard(size, 0), new Generation(2)), scripts(guard(size, 1), new Generation(1))));
    }

    private static List<Path> scripts(Guard guard, Generation before) throws IOException {
        Set<String> sets =
                TableShape.sets().keySet().stream().map(before::nameOf).collect(Collectors.toSet());
        List<Path> files = new ArrayList<>();
        for (Script script : Script.update(
                GuardState.of(guard, AddressSet.empty(), List.of(), PortElements::none),
                new HostState(Optional.empty(), before, Set.of(), sets, false, Optional.empty()))) {
            files.add(script(script.text()));
        }
        return files;
    }

    private Paired change(int size, Target target, String how, Other other) throws Exception {
        List<Guard> guards = List.of(guard(size, 0), guard(size, 1));
        target.plan(Guard.none()).apply();
        nft.run("nft", "flush", "ruleset");
        return Paired.measured(
                size + " blocks, the list changes, " + how + ": `sync` / " + other.name(),
                warmups(size),
                pairs,
                round -> Paired.millis(once -> changed(sync(target, guards.get(round % 2))), round),
                round -> {
                    // A watch reads on for a while after a long write; the other side is not to share the cores with
                    // it.
                    Thread.sleep(SETTLE_MILLIS);
                    double millis = 0;
                    for (Path script : other.scripts().get(round % 2)) {
                        millis += nft.run("nft", "-f", script.toString());
                    }
                    return millis;
                });
    }

    private static void changed(boolean changed) {
        if (!changed) {
            throw new IllegalStateException("there was nothing to change: this measures the wrong thing");
        }
    }

    private Paired inSync(int size) throws Exception {
        Target target = target();
        Guard guard = guard(size, 0);
        sync(target, guard);
        nft.run("nft", "flush", "ruleset");
        nft.run("nft", "-f", script(OneTransaction.script(guard)).toString());
        return Paired.measured(
                size + " blocks, nothing to change: `sync` / `nft -j list table`",
                warmups(size),
                pairs,
                round -> Paired.millis(once -> sync(target, guard), round),
                round -> nft.run("nft", "-j", "list", "table", "inet", TableShape.TABLE));
    }

    /** What the agent does: plan, apply, plan again. True if there was anything to do. */
    private static boolean sync(Target target, Guard guard) throws TargetException {
        Plan plan = target.plan(guard);
        if (plan.isEmpty()) {
            return false;
        }
        plan.apply();
        if (!target.plan(guard).isEmpty()) {
            throw new IllegalStateException("not in sync after apply");
        }
        return true;
    }

    private static int warmups(int size) {
        return size < LONG_LIST ? WARMUPS : FEW_WARMUPS;
    }

    private static Path script(String text) throws IOException {
        Path file = Files.createTempFile("bench", ".nft");
        file.toFile().deleteOnExit();
        return Files.writeString(file, text);
    }

    /** Blocks that do not touch each other, so that they stay as many as they are. */
    private static Guard guard(int size, int variant) {
        List<Cidr> blocks = IntStream.range(0, size)
                .map(i -> i == 0 ? size + variant : i)
                .mapToObj(i -> Cidr.parse((1 + (i >> 15)) + "." + ((i >> 7) & 255) + "." + ((i & 127) << 1) + ".0/24"))
                .toList();
        return new Guard(PORTS, AddressSet.ofBlocks(blocks), Mode.ENFORCE, DenyWith.DROP);
    }
}
