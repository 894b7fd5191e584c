package io.originwall.agent.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    /** So that the clock overflows soon. */
    private static final long START = Long.MAX_VALUE - Duration.ofNanos(5).toNanos();

    private final TokenBucket bucket = new TokenBucket(Duration.ofNanos(20), START);

    @Test
    void theBurstIsSpentAtOnceAndWhatIsSpentBeyondItIsOwed() {
        bucket.spend(Duration.ofNanos(20), START);
        assertThat(bucket.owedFor(START)).isZero();

        bucket.spend(Duration.ofNanos(10), START);
        assertThat(bucket.owedFor(START)).isEqualTo(10);
        assertThat(bucket.owedFor(START + 10)).isZero();
    }

    @Test
    void itIsNeverFullerThanFull() {
        bucket.spend(Duration.ofNanos(20), START + 1000);
        assertThat(bucket.owedFor(START + 1000)).isZero();
    }
}
