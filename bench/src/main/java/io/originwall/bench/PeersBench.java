package io.originwall.bench;

import io.originwall.net.AddressSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Against what a person would take instead. A peer that cannot run here is named, with the reason; nothing is said of what it would do. */
final class PeersBench {
    /** What Cloudflare publishes, as the kernel must have it. */
    static final AddressSet PUBLISHED = AddressSet.ofBlocks(FakeCloudflare.published());

    private PeersBench() {}

    static String run(int pairs, Duration idle) throws Exception {
        Path directory = Files.createTempDirectory("originwall-bench");
        List<String> absent = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try (FakeCloudflare cloudflare = FakeCloudflare.plain()) {
            text.append(new PeerSyncs(directory, cloudflare).text(pairs, absent));
            text.append(new PeerMemory(directory, cloudflare).text(idle, absent));
            text.append(new PeerFlush(directory, cloudflare).text(idle));
        } finally {
            Shell.run("nft", "flush", "ruleset");
        }
        absent.forEach(reason -> text.append("\nNot compared: ").append(reason).append(".\n"));
        return text.toString();
    }

    /** Our guard, as the kernel has it. */
    static AddressSet ours() throws Exception {
        return ReadBack.drops("inet originwall")
                ? ReadBack.nft("inet originwall", ReadBack.ourSet("allow4"), ReadBack.ourSet("allow6"))
                : AddressSet.empty();
    }

    /** The guard of the shell script. */
    static AddressSet script() throws Exception {
        return ReadBack.drops(ShellScript.TABLE)
                ? ReadBack.nft(ShellScript.TABLE, ShellScript.SET4, ShellScript.SET6)
                : AddressSet.empty();
    }
}
