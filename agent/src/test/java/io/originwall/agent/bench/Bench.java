package io.originwall.agent.bench;

import io.originwall.host.bench.Paired;
import io.originwall.host.nftables.WarmSyncBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code ./dev bench}: measures everything inside a network namespace of its own and writes {@code docs/bench.md}. */
public final class Bench {
    private static final int PAIRS = 31;

    private Bench() {}

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--inside")) {
            Path page = Path.of("docs", "bench.md");
            String report = report();
            System.out.println(report);
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, report);
        } else {
            System.exit(enterNamespace());
        }
    }

    /** As root without a user namespace: in one, a netlink message cannot hold ten thousand blocks. */
    private static int enterNamespace() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--net",
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "--inside"));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static String report() throws Exception {
        Shell.run("ip", "link", "set", "lo", "up");
        StringBuilder text = new StringBuilder();
        text.append("# Benchmarks\n\nWritten by `./dev bench` on ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append("; every row has both sides in one run, in turn, and shows medians.\n\n- ")
                .append(Shell.run("uname", "-sr"))
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores\n- Java ")
                .append(Runtime.version())
                .append("\n- ")
                .append(Shell.run("nft", "--version"))
                .append("\n- ")
                .append(Shell.run("curl", "--version").lines().findFirst().orElse(""))
                .append("\n- ")
                .append(Shell.run("jq", "--version"))
                .append(
                        "\n\n## Warm sync\n\nPlan, apply and verify in a running JVM, against the bare backend started the same way. With the watch on\nthe last read is remembered, and a write is not preceded by another: so will the daemon run. A single `sync`, without a watch, reads twice.\n\n");
        table(text, WarmSyncBench.run(PAIRS));
        text.append("\n## Cold sync\n\n");
        ColdSyncBench.run(text, PAIRS);
        text.append("\n## A hundred thousand blocks\n\n");
        LargeListBench.run(text);
        return text.toString();
    }

    static void table(StringBuilder text, List<Paired> rows) {
        text.append("| work | ours | other | ratio | pairs |\n| --- | --- | --- | --- | --- |\n");
        rows.forEach(row -> text.append(row.row()).append('\n'));
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, "%.0f ms", millis);
    }
}
