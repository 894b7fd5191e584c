package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlidingWindowLimiterTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SlidingWindowLimiter quota = new SlidingWindowLimiter(3, Duration.ofMinutes(1));

    @Test
    void givesSoManyAtOnceAndThenAsksToWait() {
        for (int i = 0; i < 3; i++) {
            assertThat(quota.take(-5 * SECOND)).isZero();
        }

        assertThat(quota.take(0)).isEqualTo(Duration.ofSeconds(55));
        assertThat(quota.take(54 * SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(quota.take(55 * SECOND)).isZero();
    }
}
