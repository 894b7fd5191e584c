package io.originwall.bench;

import io.originwall.net.AddressSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** One sync, by a command that starts from nothing: ours against the scripts that are run by cron. */
final class PeerSyncs {
    /** One of ufw's takes as long as thirty of the others. */
    private static final int PAIRS_OF_UFW = 5;

    private final Path directory;
    private final FakeCloudflare cloudflare;

    /**
     * What is measured.
     *
     * @param name for the table
     * @param clean brings back what is there before a cold sync; not timed
     * @param sync the work
     * @param guard whom the kernel lets in, read after every time
     */
    private record Side(String name, Paired.Work clean, Paired.Work sync, Callable<AddressSet> guard) {
        Paired.Timed cold() {
            return round -> {
                clean.run(round);
                if (!guard.call().isEmpty()) {
                    throw new BenchFailure(name + ": this is no cold start, there is a guard already");
                }
                return warm().run(round);
            };
        }

        Paired.Timed warm() {
            return round -> {
                double millis = Paired.millis(sync, round);
                ReadBack.mustBe(PeersBench.PUBLISHED, guard.call(), name);
                return millis;
            };
        }
    }

    PeerSyncs(Path directory, FakeCloudflare cloudflare) {
        this.directory = directory;
        this.cloudflare = cloudflare;
    }

    String text(int pairs, List<String> absent) throws Exception {
        Path config = ColdSyncBench.config(directory, cloudflare.url("/ips"));
        Path script = ShellScript.write(directory, cloudflare.url("/ips"));
        Side ours = new Side(
                "`originwall sync`",
                round -> Shell.run("nft", "flush", "ruleset"),
                round -> Shell.run(ColdSyncBench.PROGRAM, "-c", config.toString(), "sync"),
                PeersBench::ours);
        Side shell = new Side("sh", ours.clean(), round -> Shell.run("sh", script.toString()), PeersBench::script);
        List<Paired> rows = new ArrayList<>(rows(ours, shell, 3, pairs));
        String loopOfUfw = "";
        try (Ufw ufw = Ufw.open(directory)) {
            Path loop = Ufw.script(directory, cloudflare);
            Side other = new Side("ufw", round -> ufw.reset(), round -> ufw.run("sh", loop.toString()), ufw::allowed);
            rows.addAll(rows(ours, other, 1, PAIRS_OF_UFW));
            loopOfUfw = " *ufw* is what the popular scripts do, with " + ufw.peer()
                    + ":\n`curl` both lists, `ufw allow` for each block, `ufw reload`.";
        } catch (Peer.Absent e) {
            absent.add(e.getMessage());
        }
        return """
                One sync of the %d blocks that Cloudflare publishes, fetched over HTTP from loopback, by a command that cron could run. *Cold*: no guard is
                there. *Warm*: the same list once more. After every time the kernel is read back, and whoever did not do the work ends the benchmark.
                *sh* is `curl`, `jq` and one transaction of `nft -f`, with no opinion of the list and no read-back.%s
                What a sync costs the running daemon is in *Warm sync*.

                """.formatted(FakeCloudflare.published().size(), loopOfUfw) + Bench.table(rows);
    }

    /** Warm after cold, so that both have done it once. */
    private static List<Paired> rows(Side ours, Side other, int warmups, int pairs) throws Exception {
        String sides = ours.name() + " / " + other.name();
        Paired cold = Paired.measured("cold: " + sides, warmups, pairs, ours.cold(), other.cold());
        // The last to be cold was the other, and that flushed ours.
        ours.sync().run(0);
        return List.of(cold, Paired.measured("warm: " + sides, warmups, pairs, ours.warm(), other.warm()));
    }
}
