package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepairBudgetTest {
    private final RepairBudget budget = new RepairBudget(0);

    /** By a flush a second, as long as a repair takes a fifth of that or less. */
    @ParameterizedTest
    @ValueSource(longs = {1, 50, 200})
    void repairsThatTakeAFifthOfACoreNeverWait(long millis) {
        for (int second = 1; second <= 3600; second++) {
            Duration pause = budget.spend(
                    Duration.ofMillis(millis), Duration.ofSeconds(second).toNanos());
            assertThat(pause).as("second %d", second).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 1000, 5000, 60_000})
    void repairsThatTakeMoreTakeAFifthOfACoreAtMostInTheLongRun(long millis) {
        Duration cost = Duration.ofMillis(millis);
        Duration now = Duration.ZERO;
        Duration spent = Duration.ZERO;
        while (now.compareTo(Duration.ofDays(1)) < 0) {
            now = now.plus(cost);
            spent = spent.plus(cost);
            now = now.plus(budget.spend(cost, now.toNanos()));
        }

        assertThat(spent.toMillis() * 1.0 / now.toMillis()).isBetween(0.17, 0.201);
    }

    @Test
    void aFewExpensiveRepairsInARowDoNotWait() {
        assertThat(budget.spend(Duration.ofSeconds(1), 0)).isZero();
        assertThat(budget.spend(Duration.ofSeconds(1), 0)).isZero();
        assertThat(budget.spend(Duration.ofSeconds(1), 0)).isEqualTo(Duration.ofSeconds(5));
    }
}
