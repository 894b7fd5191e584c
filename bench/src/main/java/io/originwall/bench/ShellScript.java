package io.originwall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The script that does the main job with curl, jq and nft, and a table of its own. */
final class ShellScript {
    static final String TABLE = "inet cf";
    static final String SET4 = "allow4";
    static final String SET6 = "allow6";

    private ShellScript() {}

    /** What careful people write: strict mode, one transaction, both families. No trust rules, no read-back. */
    static Path write(Path directory, String url) throws IOException {
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
