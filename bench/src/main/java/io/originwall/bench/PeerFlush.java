package io.originwall.bench;

import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** One {@code nft flush ruleset} meets all guards at once: which of them come back, and when. */
final class PeerFlush {
    private static final int FLUSHES = 11;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Ten repairs within 30 seconds are a fight, then our daemon pauses. */
    private static final Duration BETWEEN = Duration.ofMillis(3_600);

    private final Path directory;
    private final FakeCloudflare cloudflare;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final List<Guarded> peers = new ArrayList<>();

    /**
     * A guard that stands.
     *
     * @param whole what the kernel has of it then
     * @param there what the kernel has of it now
     * @param next what would bring it back
     */
    private record Guarded(String name, AddressSet whole, Callable<AddressSet> there, String next) {
        boolean isBack() throws Exception {
            return there.call().equals(whole);
        }
    }

    PeerFlush(Path parent, FakeCloudflare cloudflare) throws Exception {
        this.directory = Files.createDirectory(parent.resolve("flush"));
        this.cloudflare = cloudflare;
    }

    String text(Duration observed) throws Exception {
        Shell.run("nft", "flush", "ruleset");
        try {
            // ufw first: to set it up is to flush the ruleset.
            startUfw();
            startScript();
            startBouncer();
            PackagedDaemon ours = startOurs();
            Map<String, Double> back = flush(observed);
            return text(observed, back, repairs(ours));
        } finally {
            for (AutoCloseable some : running) {
                some.close();
            }
            Shell.run("nft", "flush", "ruleset");
        }
    }

    private void startUfw() throws Exception {
        try {
            Ufw ufw = Ufw.open(directory);
            running.push(ufw);
            ufw.reset();
            ufw.run("sh", Ufw.script(directory, cloudflare).toString());
            peers.add(new Guarded(
                    ufw.peer() + ", `ufw allow` for each block",
                    PeersBench.PUBLISHED,
                    ufw::allowed,
                    "the next `ufw reload`"));
        } catch (Peer.Absent e) {
            // It has no row, and the page says why.
            System.err.println("bench: " + e.getMessage());
        }
    }

    private void startScript() throws Exception {
        Shell.run("sh", ShellScript.write(directory, cloudflare.url("/ips")).toString());
        peers.add(new Guarded(
                "`curl` + `jq` + `nft` in sh", PeersBench.PUBLISHED, PeersBench::script, "the next run by cron"));
    }

    private void startBouncer() throws Exception {
        List<Address> banned =
                FakeCloudflare.published().stream().map(Cidr::network).toList();
        AddressSet whole = AddressSet.ofBlocks(banned.stream().map(Cidr::of).toList());
        try {
            Decisions decisions = new Decisions(banned);
            running.push(decisions);
            Bouncer bouncer = Bouncer.start(directory, decisions);
            running.push(bouncer);
            bouncer.await(whole);
            peers.add(new Guarded(bouncer.peer().toString(), whole, Bouncer::banned, "its next start"));
        } catch (Peer.Absent e) {
            System.err.println("bench: " + e.getMessage());
        }
    }

    private PackagedDaemon startOurs() throws Exception {
        PackagedDaemon ours = PackagedDaemon.start(
                List.of(),
                PackagedDaemon.PROGRAM,
                Path.of(System.getProperty("java.home")).toRealPath(),
                ColdSyncBench.config(directory, cloudflare.url("/ips")),
                Map.of());
        running.push(ours);
        ours.await("cause=start", 1, LIMIT);
        return ours;
    }

    /** Which came back, and after how many milliseconds. */
    private Map<String, Double> flush(Duration observed) throws Exception {
        Guarded ours = new Guarded("originwall run", PeersBench.PUBLISHED, PeersBench::ours, "");
        List<Guarded> all = new ArrayList<>(peers);
        all.add(ours);
        for (Guarded one : all) {
            ReadBack.mustBe(one.whole(), one.there().call(), one.name());
        }
        Map<String, Double> back = new HashMap<>();
        Shell.run("nft", "flush", "ruleset");
        long start = System.nanoTime();
        for (Guarded one : peers) {
            if (!one.there().call().isEmpty()) {
                throw new BenchFailure("the flush did not take away " + one.name());
            }
        }
        while (System.nanoTime() - start < observed.toNanos()) {
            for (Guarded one : all) {
                if (!back.containsKey(one.name()) && one.isBack()) {
                    back.put(one.name(), (System.nanoTime() - start) / 1e6);
                }
            }
            Thread.sleep(500);
        }
        if (!back.containsKey(ours.name())) {
            throw new BenchFailure("our own guard did not come back");
        }
        return back;
    }

    /** Ours alone, until its log says so, in milliseconds; sorted. */
    private static List<Double> repairs(PackagedDaemon ours) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < FLUSHES; i++) {
            Thread.sleep(BETWEEN.toMillis());
            int before = ours.saying("result=changed").size();
            Shell.run("nft", "flush", "ruleset");
            long start = System.nanoTime();
            millis.add((ours.await("result=changed", before + 1, LIMIT).nanos() - start) / 1e6);
            ReadBack.mustBe(PeersBench.PUBLISHED, PeersBench.ours(), "originwall run");
        }
        return millis.stream().sorted().toList();
    }

    private String text(Duration observed, Map<String, Double> back, List<Double> repairs) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """

                Somebody runs `nft flush ruleset` once, while all these guards stand in one namespace; then the kernel was read for %d s. How long ours
                takes is the median of %d more flushes, from the end of the command until its log says that the guard stands and was read back; *Drift* has
                it under traffic.

                | guard | back after a flush |
                | --- | --- |
                | `originwall run` | %.0f ms, at most %.0f ms |
                """,
                observed.toSeconds(),
                repairs.size(),
                repairs.get(repairs.size() / 2),
                repairs.get(repairs.size() - 1)));
        for (Guarded peer : peers) {
            String when = Optional.ofNullable(back.get(peer.name()))
                    .map(Bench::millis)
                    .orElse("never in the " + observed.toSeconds() + " s; open until " + peer.next());
            text.append("| ").append(peer.name()).append(" | ").append(when).append(" |\n");
        }
        return text.toString();
    }
}
