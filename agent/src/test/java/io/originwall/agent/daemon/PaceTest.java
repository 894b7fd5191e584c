package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void aTargetThatFailsIsTriedAgainEverLaterAndNoWordOfItsWatchIsHeldBack() {
        assertThat(Stream.generate(() -> pace.failed(false)).limit(7).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(pace.isHeld()).isFalse();
    }

    @Test
    void afterASuccessAFailureIsTheFirstAgain() {
        pace.failed(false);
        pace.failed(false);
        pace.calm();

        assertThat(pace.failed(false)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoeverIsFasterThanWeAreIsFoughtWithPauses() {
        pace.failed(true);
        pace.failed(true);
        assertThat(pace.isHeld()).isFalse();

        pace.failed(true);
        assertThat(pace.isHeld()).isTrue();
        assertThat(pace.rounds()).isEqualTo(3);
        assertThat(pace.heldFor()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void manyRepairsInARowAreFoughtWithPauses() {
        for (int i = 0; i < 9; i++) {
            assertThat(pace.repaired()).isZero();
        }
        assertThat(pace.isHeld()).isFalse();

        assertThat(pace.repaired()).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.isHeld()).isTrue();
        assertThat(pace.rounds()).isEqualTo(10);
    }
}
