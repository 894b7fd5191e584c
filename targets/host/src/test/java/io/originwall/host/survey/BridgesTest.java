package io.originwall.host.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BridgesTest {
    private static final String INTERFACES = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
              eth0: 1234567    1234    0    0    0     0          0         0  1234567    1234    0    0    0     0       0          0
            docker0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
            br-0123456789ab:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0     0
            br-wan:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
            br-0123456789abc:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0     0
            podman1:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
            cni0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
            """;

    @Test
    void takesOnlyTheNamesThatContainerEnginesGive() {
        assertThat(Bridges.parse(INTERFACES, Set.of())).containsExactly("br-0123456789ab", "docker0", "podman1");
    }

    @Test
    void takesConfiguredOnesThatExist() {
        assertThat(Bridges.parse(INTERFACES, Set.of("cni0", "nerdctl0")))
                .containsExactly("br-0123456789ab", "cni0", "docker0", "podman1");
    }

    @Test
    void takesNothingFromNothing() {
        assertThat(Bridges.parse("", Set.of("docker0"))).isEmpty();
    }
}
