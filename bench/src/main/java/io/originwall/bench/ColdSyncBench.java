package io.originwall.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The whole command from a cold start, against the shell script that does the same job: fetch by curl, parse by jq, load by nft. */
final class ColdSyncBench {
    static final String PROGRAM = "agent/target/originwall/bin/originwall";

    private ColdSyncBench() {}

    static String run(int pairs) throws Exception {
        Path directory = Files.createTempDirectory("originwall-bench");
        try (FakeCloudflare cloudflare = FakeCloudflare.plain()) {
            Path config = config(directory, cloudflare.url("/ips"));
            Path script = ShellScript.write(directory, cloudflare.url("/ips"));
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

    static Path config(Path directory, String url) throws Exception {
        return Files.writeString(directory.resolve("config.yaml"), """
                state-dir: %s
                ranges: {url: "%s", cross-check: []}
                targets: [{name: host, type: nftables}]
                """.formatted(directory.resolve("state"), url));
    }
}
