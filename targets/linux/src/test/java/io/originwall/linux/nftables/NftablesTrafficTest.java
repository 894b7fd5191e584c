package io.originwall.linux.nftables;

import static io.originwall.linux.lab.NetLab.ALLOWED;
import static io.originwall.linux.lab.NetLab.ORIGIN;
import static io.originwall.linux.lab.NetLab.ORIGIN_IPV6;
import static io.originwall.linux.lab.NetLab.STRANGER_IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.linux.cases.TrafficCases;
import io.originwall.linux.lab.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NftablesTrafficTest extends TrafficCases {
    NftablesTrafficTest() throws TargetException {
        super(NftablesPlace::new);
    }

    @Test
    void noStrangerGetsInWhileTheTableIsReplaced() throws TargetException {
        Guard guard = guard("80/tcp", "443/tcp", "443/udp", "8000-8010/tcp", "5000-5010/udp");
        lab.world().startStream(ALLOWED, ORIGIN, 443);
        lab.world().startStream(STRANGER_IPV6, ORIGIN_IPV6, 443);
        target.plan(with(guard, Mode.ENFORCE, DenyWith.REJECT)).apply();

        for (int i = 0; i < 20; i++) {
            lab.nft("add chain inet originwall theirs\n");
            assertThat(target.plan(guard).changes()).isNotEmpty();
            target.plan(with(guard, Mode.ENFORCE, DenyWith.REJECT)).apply();
        }

        List<Peer.Count> counts = lab.world().stopStreams();
        assertThat(counts.get(0).connected()).isGreaterThan(50);
        // Counted by the table that is replaced; its counters are carried over.
        assertThat(target.enforced().traffic().orElseThrow().ipv4().denied()).isZero();
        assertThat(counts.get(1).failed()).isGreaterThan(50);
        assertThat(counts.get(1).connected()).isZero();
    }
}
