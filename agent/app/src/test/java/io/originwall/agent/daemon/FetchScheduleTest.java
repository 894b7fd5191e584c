package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FetchScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Random random = new Random(3);

    @Test
    void anIntervalIsATenthSoonerOrLaterEachTime() {
        FetchSchedule every = FetchSchedule.of("1h");

        assertThat(Stream.generate(() -> every.after(NOW, random)).limit(1000))
                .allMatch(next -> !next.isBefore(NOW.plus(Duration.ofMinutes(54)))
                        && !next.isAfter(NOW.plus(Duration.ofMinutes(66))))
                .anyMatch(next -> next.isBefore(NOW.plus(Duration.ofMinutes(56))))
                .anyMatch(next -> next.isAfter(NOW.plus(Duration.ofMinutes(64))));
    }

    @Test
    void aCronExpressionIsTheTimeOfThisHostAndUpToHalfAMinuteLater() {
        Instant noon = NOW.atZone(ZoneId.systemDefault())
                .toLocalDate()
                .plusDays(1)
                .atTime(12, 0)
                .atZone(ZoneId.systemDefault())
                .toInstant();
        FetchSchedule every = FetchSchedule.of("0 0 12 * * ?");

        assertThat(Stream.generate(() -> every.after(noon.minusSeconds(60), random))
                        .limit(1000))
                .allMatch(next -> !next.isBefore(noon) && next.isBefore(noon.plusSeconds(30)))
                .anyMatch(next -> next.isAfter(noon.plusSeconds(20)));
    }

    @Test
    void anExpressionWithoutAnotherMomentIsNotDueAgain() {
        assertThat(FetchSchedule.of("0 0 12 1 1 ? 2020").after(NOW, random)).isAfter(NOW.plus(Duration.ofDays(300)));
    }
}
