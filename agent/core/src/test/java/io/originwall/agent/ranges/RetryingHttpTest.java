package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.time.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryingHttpTest {
    private static final URI URL = URI.create("https://example.com/ips");
    private static final HttpLimits LIMITS = new HttpLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            4,
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)),
            1 << 20);

    private final Deque<FetchException> faults = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private final List<Duration> limits = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private Duration eachTakes = Duration.ZERO;
    private double jitter = 1;

    private FeedResult get() throws FetchException {
        return new RetryingHttp(this::attempt, LIMITS, this::sleep, () -> now.toNanos(), () -> jitter)
                .get(URL, Validators.NONE);
    }

    private FeedResult attempt(URI url, Validators known, Duration limit) throws FetchException {
        limits.add(limit);
        now = now.plus(eachTakes);
        if (!faults.isEmpty()) {
            throw faults.remove();
        }
        return new FeedResult.NotModified();
    }

    private void sleep(Duration time) {
        waits.add(time);
        now = now.plus(time);
    }

    private void passingFaults(int count) {
        for (int i = 1; i <= count; i++) {
            faults.add(FetchException.passing(URL, "fault " + i));
        }
    }

    @Test
    void waitsTwiceAsLongEachTime() throws Exception {
        passingFaults(3);
        assertThat(get()).isEqualTo(new FeedResult.NotModified());
        assertThat(waits).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000), Duration.ofMillis(2000));
    }

    @Test
    void jitterTakesUpToHalfOfAWait() throws Exception {
        jitter = 0;
        passingFaults(2);
        get();
        assertThat(waits).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @Test
    void givesUpAfterTheLastAttemptWithTheLastFault() {
        passingFaults(9);
        assertThatThrownBy(this::get).hasMessage(URL + ": fault 4");
        assertThat(waits).hasSize(3);
    }

    @Test
    void aLastingFaultIsNotTriedAgain() {
        faults.add(FetchException.lasting(URL, "an HTML page"));
        assertThatThrownBy(this::get).hasMessage(URL + ": an HTML page");
        assertThat(waits).isEmpty();
    }

    @Test
    void aServerThatAsksToBeLeftAloneIs() throws Exception {
        faults.add(FetchException.passing(URL, "answered 429", Duration.ofSeconds(7)));
        get();
        assertThat(waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void aWaitBeyondTheBudgetIsNotBegun() {
        faults.add(FetchException.passing(URL, "answered 429", Duration.ofHours(1)));
        assertThatThrownBy(this::get).hasMessage(URL + ": answered 429");
        assertThat(waits).isEmpty();
    }

    @Test
    void theLastAttemptGetsOnlyWhatIsLeftOfTheBudget() {
        eachTakes = Duration.ofSeconds(10);
        passingFaults(9);
        assertThatThrownBy(this::get).hasMessage(URL + ": fault 3");
        assertThat(limits).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(8_500));
    }

    @Test
    void anInterruptEndsTheWaitAndIsPassedOn() {
        passingFaults(1);
        RetryingHttp interrupted = new RetryingHttp(
                this::attempt,
                LIMITS,
                time -> {
                    throw new InterruptedException();
                },
                () -> 0,
                () -> 0);
        assertThatThrownBy(() -> interrupted.get(URL, Validators.NONE)).hasMessage(URL + ": fault 1");
        assertThat(Thread.interrupted()).isTrue();
    }
}
