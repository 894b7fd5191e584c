package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReconcileIntervalTest {
    private final AtomicLong processorTime = new AtomicLong();
    private final AtomicLong clock = new AtomicLong();
    private final ReconcileInterval pace = new ReconcileInterval(processorTime::get, clock::get);

    @Test
    void aTargetThatFailsIsTriedAgainEverLaterAndNoWordOfItsWatchIsHeldBack() {
        assertThat(Stream.generate(pace::failed).limit(7).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(pace.isHeld()).isFalse();
    }

    @Test
    void afterASuccessAFailureIsTheFirstAgain() {
        pace.failed();
        pace.failed();
        pace.calm();

        assertThat(pace.failed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void repairsWithinTheBudgetAreNeverHeldBack() {
        for (int i = 0; i < 1000; i++) {
            repair(Duration.ofMillis(60), Duration.ofMillis(100));
            assertThat(pace.isHeld()).as("repair %d", i).isFalse();
            clock.addAndGet(Duration.ofMillis(900).toNanos());
        }
    }

    @Test
    void repairsBeyondTheBudgetWaitUntilItCoversThem() {
        repair(Duration.ofSeconds(3), Duration.ofSeconds(3));

        assertThat(pace.heldFor()).isEqualTo(Duration.ofSeconds(5));
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(pace.isHeld()).isFalse();
    }

    /** As where a command that ran for days ends meanwhile, whose whole time counts from then on. */
    @Test
    void aRepairTakesNoMoreThanAllProcessorsCanGiveInItsTime() {
        repair(Duration.ofDays(1), Duration.ofMillis(10));

        assertThat(pace.isHeld()).isFalse();
    }

    private void repair(Duration cost, Duration time) {
        pace.begin();
        processorTime.addAndGet(cost.toNanos());
        clock.addAndGet(time.toNanos());
        pace.repaired();
    }
}
