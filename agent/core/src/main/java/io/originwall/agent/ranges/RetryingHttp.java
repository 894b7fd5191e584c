package io.originwall.agent.ranges;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Tries again after a passing fault, twice as late each time and never at the same moment as everybody else, as long as the time budget
 * lasts. A list that came and was refused is not asked for again.
 */
final class RetryingHttp implements Http {
    /** One attempt within a time limit. */
    interface Attempt {
        FeedResult get(URI url, Validators known, Duration limit) throws FetchException;
    }

    /** Waits. */
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    private final Attempt attempt;
    private final HttpLimits limits;
    private final Sleeper sleeper;
    private final LongSupplier nanoTime;
    private final DoubleSupplier jitter;

    /** @param jitter from 0 to 1 */
    RetryingHttp(Attempt attempt, HttpLimits limits, Sleeper sleeper, LongSupplier nanoTime, DoubleSupplier jitter) {
        this.attempt = attempt;
        this.limits = limits;
        this.sleeper = sleeper;
        this.nanoTime = nanoTime;
        this.jitter = jitter;
    }

    static RetryingHttp over(HttpLimits limits, Optional<SSLSocketFactory> tls) {
        return new RetryingHttp(
                new BoundedHttp(limits, tls)::get,
                limits,
                time -> Thread.sleep(time.toMillis()),
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public FeedResult get(URI url, Validators known) throws FetchException {
        long start = nanoTime.getAsLong();
        for (int tried = 1; ; tried++) {
            try {
                return attempt.get(url, known, shorter(limits.attempt(), left(start)));
            } catch (FetchException e) {
                Duration wait = delay(tried, e);
                if (!e.isPassing() || tried >= limits.attempts() || wait.compareTo(left(start)) >= 0) {
                    throw e;
                }
                pause(wait, e);
            }
        }
    }

    private Duration left(long start) {
        return limits.budget().minusNanos(nanoTime.getAsLong() - start);
    }

    // Between a half and the whole of the step.
    private Duration delay(int tried, FetchException e) {
        long step = limits.backoff().after(tried).toMillis();
        Duration delay = Duration.ofMillis(step / 2 + (long) (jitter.getAsDouble() * (step / 2.0)));
        return delay.compareTo(e.retryAfter()) >= 0 ? delay : e.retryAfter();
    }

    private void pause(Duration wait, FetchException e) throws FetchException {
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
