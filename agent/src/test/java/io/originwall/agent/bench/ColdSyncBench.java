package io.originwall.agent.bench;

import io.originwall.host.bench.Paired;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The whole command from a cold start, against the shell script that does the same job: fetch by curl, parse by jq, load by nft. */
final class ColdSyncBench {
    private static final String PROGRAM = "agent/target/originwall/bin/originwall";

    private ColdSyncBench() {}

    static String run(int pairs) throws Exception {
        Path directory = Files.createTempDirectory("originwall-bench");
        try (FakeCloudflare cloudflare = FakeCloudflare.plain()) {
            Path config = config(directory, cloudflare.url("/ips"));
            Path script = script(directory, cloudflare.url("/ips"));
            return "Each side starts from nothing, fetches the list over HTTP from loopback, and loads it into an empty ruleset"
                    + " (`flush ruleset` is inside both times).\n\n"
                    + Bench.table(List.of(Paired.measure(
                            "`originwall sync` / `curl` + `jq` + `nft` in sh",
                            3,
                            pairs,
                            round -> {
                                Shell.run("nft", "flush", "ruleset");
                                Shell.run(PROGRAM, "-c", config.toString(), "sync");
                            },
                            round -> {
                                Shell.run("nft", "flush", "ruleset");
                                Shell.run("sh", script.toString());
                            })))
                    + whereTheTimeGoes(config);
        }
    }

    /** Commands that each do a little more than the one before; the differences are the parts. */
    private static String whereTheTimeGoes(Path config) throws Exception {
        StringBuilder text = new StringBuilder();
        text.append(
                "\nWhere the time goes; each command but the first two does most of what the one above it does, and more. `sync` finds nothing to change here.\n\n| command | median |\n| --- | --- |\n");
        text.append("| `nft flush ruleset` | ")
                .append(median("nft", "flush", "ruleset"))
                .append(" |\n");
        text.append("| `java -version`, flags of the launcher | ")
                .append(median(
                        "java",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-version"))
                .append(" |\n");
        for (String command :
                List.of("--version", "config check", "ranges", "plan --offline", "sync --offline", "sync")) {
            String[] argv = (PROGRAM + " -c " + config + " " + command).split(" ", -1);
            text.append("| `originwall ")
                    .append(command)
                    .append("` | ")
                    .append(median(argv))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String median(String... command) throws Exception {
        return Bench.millis(Paired.alone(2, 15, round -> Shell.run(command)));
    }

    private static Path config(Path directory, String url) throws Exception {
        return Files.writeString(directory.resolve("config.yaml"), """
                state-dir: %s
                ranges: {url: "%s", cross-check: []}
                targets: [{name: host, type: nftables}]
                """.formatted(directory.resolve("state"), url));
    }

    /** What careful people write: strict mode, one transaction, both families. No trust rules, no read-back. */
    private static Path script(Path directory, String url) throws Exception {
        return Files.writeString(directory.resolve("sync.sh"), """
                set -eu
                list=$(curl -fsS --max-time 20 '%s')
                v4=$(printf %%s "$list" | jq -r '.result.ipv4_cidrs | join(", ")')
                v6=$(printf %%s "$list" | jq -r '.result.ipv6_cidrs | join(", ")')
                nft -f - <<E
                add table inet cf
                add set inet cf allow4 { type ipv4_addr; flags interval; auto-merge; }
                add set inet cf allow6 { type ipv6_addr; flags interval; auto-merge; }
                add chain inet cf in { type filter hook prerouting priority -160; policy accept; }
                flush chain inet cf in
                flush set inet cf allow4
                flush set inet cf allow6
                add element inet cf allow4 { $v4 }
                add element inet cf allow6 { $v6 }
                add rule inet cf in iifname lo accept
                add rule inet cf in fib daddr type != local accept
                add rule inet cf in tcp dport { 80, 443 } ip saddr @allow4 accept
                add rule inet cf in tcp dport { 80, 443 } ip6 saddr @allow6 accept
                add rule inet cf in tcp dport { 80, 443 } drop
                E
                """.formatted(url));
    }
}
