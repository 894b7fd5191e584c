package io.originwall.bench;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.config.TrustConfig;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.sync.AllowList;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.linux.nftables.ListedTable;
import io.originwall.linux.nftables.NftablesProvider;
import io.originwall.net.PortRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A hundred thousand blocks in a cold JVM with 128 MiB of heap: parse, trust, and plan against a host that enforces nearly the same list.
 * nft's own time for listing them is measured beside it.
 */
public final class LargeListBench {
    private static final int BLOCKS = 100_000;

    private LargeListBench() {}

    static String run() throws Exception {
        Path directory = Files.createTempDirectory("originwall-bench");
        Path list = Files.writeString(directory.resolve("list.txt"), blocks());
        NftablesProvider provider = new NftablesProvider();
        try (Target target = provider.create("bench", provider.defaults())) {
            target.plan(Guard.none()).apply();
            target.plan(guard(ranges(list, directory))).apply();
        }
        // One block differs, so that the plan has something to say.
        Shell.run("nft", "delete", "element", "inet", "originwall", ReadBack.ourSet("allow4"), "{", "23.0.0.0/29", "}");
        long start = System.nanoTime();
        List<String> answers = new ArrayList<>();
        for (String question : ListedTable.QUESTIONS) {
            Path answer = directory.resolve("answer-" + answers.size());
            answers.add(Files.writeString(answer, Shell.run(("nft " + question).split(" ", -1)))
                    .toString());
        }
        double nft = (System.nanoTime() - start) / 1e6;
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LargeListBench.class.getName(),
                list.toString()));
        argv.addAll(answers);
        return "In a JVM of its own, cold, with `-Xmx128m`: a list of " + BLOCKS
                + " blocks from a file. nft alone lists them in " + Bench.millis(nft) + ".\n\n"
                + Shell.run(argv.toArray(String[]::new));
    }

    /** In the JVM of its own: prints a table. */
    public static void main(String[] args) throws Exception {
        Path list = Path.of(args[0]);
        List<String> answers = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            answers.add(Files.readString(Path.of(args[i])));
        }
        long start = System.nanoTime();
        Ranges ranges = ranges(list, list.resolveSibling("state"));
        long trusted = System.nanoTime();
        Plan plan = ListedTable.plan(answers, guard(ranges));
        long planned = System.nanoTime();
        if (plan.changes().size() != 1) {
            throw new IllegalStateException("one block was to differ, not " + plan.changes());
        }
        System.out.println("| part | time |\n| --- | --- |");
        System.out.println("| parse and trust | " + Bench.millis((trusted - start) / 1e6) + " |");
        System.out.println("| plan (without nft's listing) | " + Bench.millis((planned - trusted) / 1e6) + " |");
        System.out.println("| both | " + Bench.millis((planned - start) / 1e6) + " |");
    }

    private static Ranges ranges(Path list, Path state) throws Exception {
        RangesConfig defaults = RangesConfig.defaults();
        RangesConfig file = new RangesConfig(
                RangesConfig.Provider.FILE, list.toUri(), List.of(), List.of(), true, defaults.every());
        return new RangesService(
                        file, TrustConfig.defaults(), new DirectoryStore(new StateDirectory(state)), Clock.systemUTC())
                .preview();
    }

    private static Guard guard(Ranges ranges) {
        return new Guard(
                List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp")),
                AllowList.of(ranges, List.of()).addresses(),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    /** Blocks that do not touch each other, so that they stay as many as they are. */
    private static String blocks() {
        return IntStream.range(0, BLOCKS)
                .mapToObj(i -> "23." + (i >> 12) + "." + ((i >> 4) & 255) + "." + ((i & 15) << 4) + "/29\n")
                .collect(Collectors.joining("", "", "2400:cb00::/32\n"));
    }
}
