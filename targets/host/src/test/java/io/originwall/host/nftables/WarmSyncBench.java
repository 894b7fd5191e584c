package io.originwall.host.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.DriftWatch;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.host.bench.BareCommands;
import io.originwall.host.bench.Paired;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A warm sync against the bare backend: what the agent adds to {@code nft -f} of the same script, and to {@code nft -j list table}. Both
 * sides start their processes the same way. To be run inside a network namespace of its own.
 */
public final class WarmSyncBench {
    private static final List<Integer> SIZES = List.of(22, 1_000, 10_000);
    private static final List<PortRange> PORTS = List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp"));
    /** Enough for the JVM to compile what it runs. */
    private static final int WARMUPS = 40;

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
                rows.add(bench.watchedChange(size));
                rows.add(bench.change(size, target(), "no watch"));
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
    private Paired watchedChange(int size) throws Exception {
        Target target = target();
        try (DriftWatch watch = target.watch(() -> {}).orElseThrow()) {
            return change(size, target, "watch on");
        }
    }

    private Paired change(int size, Target target, String how) throws Exception {
        List<Guard> guards = List.of(guard(size, 0), guard(size, 1));
        List<Path> scripts = List.of(script(guards.get(0)), script(guards.get(1)));
        target.plan(Guard.none()).apply();
        return Paired.measured(
                size + " blocks, the list changes, " + how + ": `sync` / `nft -f` of the same script",
                WARMUPS,
                pairs,
                round -> Paired.millis(once -> changed(sync(target, guards.get(round % 2))), round),
                round -> {
                    // A watch reads on for a while after a long write; the other side is not to share the cores with
                    // it.
                    Thread.sleep(SETTLE_MILLIS);
                    return nft.run("nft", "-f", scripts.get(round % 2).toString());
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
        nft.run("nft", "-f", script(guard).toString());
        return Paired.measured(
                size + " blocks, nothing to change: `sync` / `nft -j list table`",
                WARMUPS,
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

    private static Path script(Guard guard) throws IOException {
        Path file = Files.createTempFile("bench", ".nft");
        file.toFile().deleteOnExit();
        return Files.writeString(
                file, OneTransaction.script(WantedTable.of(guard, AddressSet.empty(), List.of(), Optional.empty())));
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
