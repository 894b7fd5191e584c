package io.originwall.host.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.host.bench.Paired;
import io.originwall.host.exec.Command;
import io.originwall.host.exec.CommandRunner;
import io.originwall.host.exec.SystemCommandRunner;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.time.Duration;
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

    private final CommandRunner runner = new SystemCommandRunner();
    private final Target target;

    private WarmSyncBench() throws TargetException {
        NftablesProvider provider = new NftablesProvider();
        this.target = provider.create("bench", provider.defaults());
    }

    /** A row for each size and kind of work. */
    public static List<Paired> run(int pairs) throws Exception {
        WarmSyncBench bench = new WarmSyncBench();
        List<Paired> rows = new ArrayList<>();
        for (int size : SIZES) {
            rows.add(bench.changing(size, pairs));
            rows.add(bench.inSync(size, pairs));
        }
        return rows;
    }

    /** Plan, apply and verify a list that differs in one block each time, against loading the same scripts. */
    private Paired changing(int size, int pairs) throws Exception {
        Guard ours = guard(size, 0);
        String other = script(guard(size, 1));
        return Paired.measure(
                size + " blocks, the list changes: `sync` / `nft -f` of the same script",
                10,
                pairs,
                // Each finds what the other left, so each has a change to make.
                round -> changed(sync(ours)),
                round -> nft(other, "-f", "-"));
    }

    private static void changed(boolean changed) {
        if (!changed) {
            throw new IllegalStateException("there was nothing to change: this measures the wrong thing");
        }
    }

    private Paired inSync(int size, int pairs) throws Exception {
        Guard guard = guard(size, 0);
        sync(guard);
        return Paired.measure(
                size + " blocks, nothing to change: `sync` / `nft -j list table`",
                10,
                pairs,
                round -> sync(guard),
                round -> nft("", "-j", "list", "table", "inet", TableShape.TABLE));
    }

    /** What the agent does: plan, apply, plan again. True if there was anything to do. */
    private boolean sync(Guard guard) throws TargetException {
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

    private void nft(String input, String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("nft"));
        argv.addAll(List.of(arguments));
        if (runner.run(new Command(argv, input, Duration.ofMinutes(1))).exitCode() != 0) {
            throw new IllegalStateException("nft failed");
        }
    }

    private static String script(Guard guard) {
        return Script.load(WantedTable.of(guard, AddressSet.empty(), List.of(), Optional.empty()));
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
