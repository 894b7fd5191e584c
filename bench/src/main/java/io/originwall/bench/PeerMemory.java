package io.originwall.bench;

import io.originwall.bench.FakeCloudflare.Behaviour;
import io.originwall.bench.Proc.Memory;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What an idle daemon holds in memory: ours, and one in Go that does the same kind of work. Both idle side by side. */
final class PeerMemory {
    private static final int MANY = 10_000;
    private static final int READINGS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final FakeCloudflare cloudflare;
    private final StringBuilder rows = new StringBuilder();

    PeerMemory(Path directory, FakeCloudflare cloudflare) {
        this.directory = directory;
        this.cloudflare = cloudflare;
    }

    String text(Duration idle, List<String> absent) throws Exception {
        try {
            String versions = measure(FakeCloudflare.published(), idle);
            measure(blocks(MANY), idle);
            return String.format(Locale.ROOT, """

                    What the daemons hold in memory %d minutes after they had loaded their lists, side by side, metrics on, medians of %d readings. The
                    other is %s, a Go daemon
                    that keeps sets of nftables as CrowdSec's local API tells it; here a stand-in on loopback told it as many addresses as ours got blocks.
                    It has no `nft monitor`, nor anything in its place. PSS counts each daemon's own files, and the JDK's, in full.
                    `nft monitor` reads all sets into memory when it starts. Narrower ways of watching read as much: `nft monitor rules`, `chains`, `sets`
                    or `tables`, `-t`, `-j`; and all but `-t` leave out the process, by which the daemon knows its own changes.

                    | daemon | list | RSS | PSS | anonymous |
                    | --- | --- | --- | --- | --- |
                    """, idle.toMinutes(), READINGS, versions) + rows;
        } catch (Peer.Absent e) {
            absent.add(e.getMessage());
            return "";
        } finally {
            cloudflare.behave(new Behaviour.Ranges(FakeCloudflare.published()));
        }
    }

    /** Which version the other is. */
    private String measure(List<Cidr> blocks, Duration idle) throws Exception {
        Shell.run("nft", "flush", "ruleset");
        Path own = Files.createDirectory(directory.resolve("memory" + blocks.size()));
        Path javaHome = Path.of(System.getProperty("java.home")).toRealPath();
        List<Address> banned = blocks.stream().map(Cidr::network).toList();
        cloudflare.behave(new Behaviour.Ranges(blocks));
        try (Decisions decisions = new Decisions(banned);
                Bouncer other = Bouncer.start(own, decisions);
                PackagedDaemon ours =
                        PackagedDaemon.start(List.of(), PackagedDaemon.PROGRAM, javaHome, config(own), Map.of())) {
            ours.await("cause=start", 1, LIMIT);
            ReadBack.mustBe(AddressSet.ofBlocks(blocks), PeersBench.ours(), "originwall run");
            other.await(AddressSet.ofBlocks(banned.stream().map(Cidr::of).toList()));
            Thread.sleep(idle.toMillis());
            Proc monitor =
                    ours.proc().child("monitor").orElseThrow(() -> new BenchFailure("the daemon has no nft monitor"));
            List<Memory> daemons = new ArrayList<>();
            List<Memory> monitors = new ArrayList<>();
            List<Memory> others = new ArrayList<>();
            for (int i = 0; i < READINGS; i++) {
                daemons.add(ours.proc().memory(javaHome));
                monitors.add(monitor.memory(javaHome));
                others.add(other.memory());
                Thread.sleep(1_000);
            }
            row("`originwall run`", blocks.size(), daemons);
            row("its `nft monitor`", blocks.size(), monitors);
            row("`crowdsec-firewall-bouncer`", blocks.size(), others);
            return other.peer().toString();
        }
    }

    /** Not what Cloudflare would ever publish, and the trust in its list goes by its size; so it comes from a mirror. */
    private Path config(Path own) throws Exception {
        return Files.writeString(
                own.resolve("config.yaml"), """
                state-dir: %s
                ranges: {provider: url, url: "%s", cross-check: []}
                targets: [{name: host, type: nftables}]
                """.formatted(own.resolve("state"), cloudflare.url("/mirror")));
    }

    private void row(String who, int size, List<Memory> readings) {
        rows.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.1f MiB | %.1f MiB | %.1f MiB |%n",
                who,
                size,
                median(readings, Memory::resident),
                median(readings, Memory::proportional),
                median(readings, Memory::anonymous)));
    }

    /** In MiB. */
    private static double median(List<Memory> readings, ToLongFunction<Memory> of) {
        return readings.stream()
                        .map(of::applyAsLong)
                        .sorted(Comparator.naturalOrder())
                        .toList()
                        .get(readings.size() / 2)
                / 1024.0;
    }

    /** Blocks that do not touch each other, so that they stay as many as they are; one of them of the other family. */
    private static List<Cidr> blocks(int size) {
        return Stream.concat(
                        IntStream.range(1, size)
                                .mapToObj(i ->
                                        "23." + (i >> 12) + "." + ((i >> 4) & 255) + "." + ((i & 15) << 4) + "/29"),
                        Stream.of("2400:cb00::/32"))
                .map(Cidr::parse)
                .toList();
    }
}
