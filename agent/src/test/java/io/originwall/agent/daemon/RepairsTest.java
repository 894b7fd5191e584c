package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepairsTest {
    private final Repairs repairs = new Repairs();
    private long now = -5;

    private Duration repairedAfter(Duration time) {
        now += time.toNanos();
        return repairs.repaired(now);
    }

    private void repairedTimes(int times, Duration gap) {
        IntStream.range(0, times).forEach(i -> repairedAfter(gap));
    }

    @Test
    void aFewRepairsInARowAreNoFight() {
        repairedTimes(8, Duration.ofSeconds(1));

        assertThat(repairedAfter(Duration.ofSeconds(1))).isZero();
    }

    @Test
    void manyRepairsWithinAShortTimeAreAFight() {
        repairedTimes(9, Duration.ofSeconds(1));

        assertThat(repairedAfter(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(repairs.ofThisFight()).isEqualTo(10);
    }

    @Test
    void manyRepairsOverALongTimeAreNoFight() {
        for (int i = 0; i < 100; i++) {
            assertThat(repairedAfter(Duration.ofSeconds(4))).isZero();
        }
    }

    @Test
    void thePauseGrowsWhileTheFightGoesOnAndHasALimit() {
        repairedTimes(10, Duration.ofSeconds(1));

        assertThat(IntStream.range(0, 6).mapToObj(i -> repairedAfter(Duration.ofSeconds(16))))
                .containsExactly(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(15));
        assertThat(repairs.ofThisFight()).isEqualTo(16);
    }

    @Test
    void afterACalmTheNextRepairIsAnAccidentAgain() {
        repairedTimes(11, Duration.ofSeconds(1));

        assertThat(repairedAfter(Duration.ofMinutes(1))).isZero();
        assertThat(repairedAfter(Duration.ofSeconds(1))).isZero();
    }
}
