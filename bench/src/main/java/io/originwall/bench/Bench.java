package io.originwall.bench;

import io.originwall.linux.iptables.IptablesSyncBench;
import io.originwall.linux.iptables.SwapFlood;
import io.originwall.linux.nftables.WarmSyncBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./dev bench}: measures inside a network namespace of its own and writes what it measured into {@code docs/bench.md}. A section
 * that was not measured, or failed, keeps what it says.
 */
public final class Bench {
    private static final int PAIRS = 31;
    private static final Path PAGE = Path.of("docs", "bench.md");
    private static final String INSIDE = "--inside";

    private Bench() {}

    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args));
        boolean inside = words.remove(INSIDE);
        Options options;
        try {
            options = Options.of(words, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(64);
            return;
        }
        System.exit(inside ? measure(options) : enterNamespace(words));
    }

    /** As root without a user namespace: in one, a netlink message cannot hold ten thousand blocks. */
    private static int enterNamespace(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--net",
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                INSIDE));
        command.addAll(words);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static int measure(Options options) throws Exception {
        Shell.run("ip", "link", "set", "lo", "up");
        int failed = 0;
        for (Section section : options.sections()) {
            System.err.println("bench: " + section.title());
            String text;
            try {
                text = run(section, options);
            } catch (BenchFailure e) {
                failed++;
                System.err.println("bench: FAILED: " + section.title() + ": " + e.getMessage());
                continue;
            }
            System.out.println("## " + section.title() + "\n\n" + text);
            // At once: what comes next may take half an hour, or fail.
            Page page = Page.read(PAGE).with(section, measured() + "\n\n" + text);
            page.write(PAGE, head());
        }
        return failed == 0 ? 0 : 1;
    }

    private static String run(Section section, Options options) throws Exception {
        return switch (section) {
            case WARM -> warm();
            case COLD -> ColdSyncBench.run(PAIRS);
            case PEERS -> PeersBench.run(PAIRS, options.minutes(2));
            case LARGE -> LargeListBench.run();
            case GROWTH -> GrowthBench.run();
            case DRIFT -> DriftBench.run();
            case FIGHT -> FightBench.run();
            case FOOTPRINT -> FootprintBench.run(options.javas(), options.minutes(3));
            case IPTABLES -> iptables(options.swaps());
            case SOAK -> SoakBench.run(options.minutes(30));
        };
    }

    private static String warm() throws Exception {
        return "Plan, apply and verify in a running JVM, against the bare backend started the same way. With the watch on\n"
                + "the last read is remembered, and a write is not preceded by another: so does the daemon. A single `sync`,"
                + " without a watch, reads twice.\n\n"
                + table(WarmSyncBench.run(PAIRS));
    }

    private static String iptables(int swaps) throws Exception {
        SwapFlood flood = SwapFlood.run(swaps);
        System.err.println("bench:   " + flood);
        if (!flood.isClean()) {
            throw new BenchFailure("packets were treated wrongly, or there were none: " + flood);
        }
        return "A target of type iptables, variant iptables-nft. Plan, apply and verify in a running JVM, without a watch, which\n"
                + "ipsets do not give: three processes read side by side, one writes, three read again. Against one `ipset -exist restore` of the\n"
                + "same blocks, filled and swapped, started the same way. Long lists of which little changes are changed in place.\n\n"
                + table(IptablesSyncBench.run(PAIRS))
                + "\nA million blocks, one run each:\n\n| work | time |\n| --- | --- |\n"
                + String.join("\n", IptablesSyncBench.million())
                + "\n\n"
                + String.format(
                        Locale.ROOT,
                        "%,d changes of the list under a flood from an allowed and a blocked source: of %,d datagrams of the allowed"
                                + " one %d were wrongly dropped, of %,d of the blocked one %d were wrongly accepted.%n",
                        flood.swaps(),
                        flood.allowed(),
                        flood.wronglyDropped(),
                        flood.blocked(),
                        flood.wronglyAccepted());
    }

    private static String head() throws Exception {
        return "Written by `./dev bench`, each section when it was last measured. Where a row has two sides, both were\n"
                + "measured in one run, in turn, and it shows medians. A load average (of five\n"
                + "minutes) well above the number of cores means that the machine had other work too: both sides waited for it.\n\n"
                + "What a start costs is above all the classes that it parses: `ClassArchiveIT` holds that there are none.\n\n- "
                + Runtime.getRuntime().availableProcessors()
                + " cores\n- "
                + Shell.run("nft", "--version")
                + "\n- "
                + Shell.run("curl", "--version").lines().findFirst().orElse("")
                + "\n- "
                + Shell.run("jq", "--version");
    }

    private static String measured() throws Exception {
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + ", " + Shell.run("uname", "-sr") + ", Java "
                + Runtime.version() + ". Load average at the end: "
                + Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[1] + ".";
    }

    static String table(List<Paired> rows) {
        StringBuilder text =
                new StringBuilder("| work | ours | other | ratio | pairs |\n| --- | --- | --- | --- | --- |\n");
        rows.forEach(row -> text.append(row.row()).append('\n'));
        return text.toString();
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, "%.0f ms", millis);
    }
}
