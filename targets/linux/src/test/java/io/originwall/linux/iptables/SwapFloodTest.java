package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SwapFloodTest {
    @Test
    void noPacketIsWronglyDroppedOrAcceptedWhileListsAreSwapped() throws Exception {
        SwapFlood flood = SwapFlood.run(30);

        assertThat(flood.allowed()).isGreaterThan(1_000);
        assertThat(flood.blocked()).isGreaterThan(1_000);
        assertThat(flood.wronglyDropped()).isZero();
        assertThat(flood.wronglyAccepted()).isZero();
    }
}
