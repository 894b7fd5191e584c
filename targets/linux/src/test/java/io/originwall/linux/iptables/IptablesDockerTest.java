package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.linux.lab.DockerEngine;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.lab.Peer.Reply;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A port that the real Docker publishes, in the iptables that Docker itself finds. */
class IptablesDockerTest {
    private static final Port PORT = Port.parse("8000/tcp");
    private static final Guard GUARD = Samples.guard("8000/tcp");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aPublishedPortIsGuardedAndStaysSoWhenDockerIsRestarted() throws Exception {
        try (NetLab lab = NetLab.open()) {
            new Place(lab, Variant.NFT).clear();
            try (DockerEngine docker = DockerEngine.start(lab)) {
                docker.publish(PORT.number());
                awaitPort(lab, NetLab.STRANGER);
                awaitPort(lab, NetLab.STRANGER_IPV6);
                Target target = new IptablesTarget("host", new IptablesProvider().defaults(), lab.runner());

                target.plan(GUARD).apply();
                assertGuarded(lab, Reply.SILENCE);

                docker.restart();
                awaitPort(lab, NetLab.ALLOWED);
                awaitPort(lab, NetLab.ALLOWED_IPV6);
                assertThat(target.plan(GUARD).changes()).isEmpty();
                assertGuarded(lab, Reply.SILENCE);

                target.plan(rejecting()).apply();
                assertGuarded(lab, Reply.REFUSED);
            }
        }
    }

    private static Guard rejecting() {
        return new Guard(GUARD.ports(), GUARD.allow(), GUARD.mode(), DenyWith.REJECT);
    }

    private static void awaitPort(NetLab lab, Address from) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (lab.call(from, PORT) != Reply.CONNECTED) {
            assertThat(System.nanoTime()).as("the container answers " + from).isLessThan(deadline);
        }
    }

    private static void assertGuarded(NetLab lab, Reply denied) {
        assertThat(lab.call(NetLab.ALLOWED, PORT)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(NetLab.ALLOWED_IPV6, PORT)).isEqualTo(Reply.CONNECTED);
        assertThat(lab.call(NetLab.STRANGER, PORT)).isEqualTo(denied);
        assertThat(lab.call(NetLab.STRANGER_IPV6, PORT)).isEqualTo(denied);
    }
}
