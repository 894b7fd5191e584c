package io.originwall.agent.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Test
    void theWaitDoublesUpToItsLimit() {
        assertThat(Stream.iterate(1, n -> n + 1).limit(8).map(backoff::after).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void noNumberOfFailuresOverflows() {
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void hostsThatFailedTogetherComeBackApart() {
        Random random = new Random(7);

        Duration hour = Duration.ofHours(1);
        assertThat(Stream.generate(() -> Backoff.spread(hour, random)).limit(1000))
                .allMatch(wait ->
                        wait.compareTo(Duration.ofMinutes(54)) >= 0 && wait.compareTo(Duration.ofMinutes(66)) <= 0)
                .anyMatch(wait -> wait.compareTo(Duration.ofMinutes(56)) < 0)
                .anyMatch(wait -> wait.compareTo(Duration.ofMinutes(64)) > 0);
    }
}
