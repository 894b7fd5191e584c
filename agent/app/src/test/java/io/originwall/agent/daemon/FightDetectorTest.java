package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FightDetectorTest {
    private final FightDetector fights = new FightDetector();
    private long now;

    private OptionalInt repairedAfter(Duration gap) {
        now += gap.toNanos();
        return fights.repaired(now);
    }

    /** What was told, in the order it was. */
    private List<Integer> repaired(int times, Duration gap) {
        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            repairedAfter(gap).ifPresent(told::add);
        }
        return told;
    }

    @Test
    void aFewRepairsInARowAreNoFight() {
        assertThat(repaired(9, Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void aFightIsToldOnceAndThenEveryTenMinutes() {
        assertThat(repaired(10 + 1800, Duration.ofSeconds(1))).containsExactly(10, 610, 1210, 1810);
    }

    @Test
    void manyRepairsOverALongTimeAreNoFight() {
        assertThat(repaired(100, Duration.ofSeconds(4))).isEmpty();
    }

    @Test
    void afterACalmTheNextRepairIsAnAccidentAgain() {
        repaired(11, Duration.ofSeconds(1));

        assertThat(repairedAfter(Duration.ofMinutes(1))).isEmpty();
        assertThat(repaired(8, Duration.ofSeconds(1))).isEmpty();
        assertThat(repairedAfter(Duration.ofSeconds(1))).hasValue(10);
    }
}
