package io.originwall.agent.time;

import java.time.Duration;

/**
 * Limits what may be spent in the long run, and lets some of it be spent at once. What is spent is measured by the time that it takes to flow
 * back. Used by one thread at a time; times are of a clock that does not jump, such as {@link System#nanoTime}.
 */
public final class TokenBucket {
    private final long burst;
    private long full;

    /** A full one. */
    public TokenBucket(Duration burst, long nanos) {
        this.burst = burst.toNanos();
        this.full = nanos;
    }

    /** Takes it, whether or not there is so much. */
    public void spend(Duration cost, long nanos) {
        full = (nanos - full > 0 ? nanos : full) + cost.toNanos(); // by the difference: nanoTime may overflow
    }

    /** In how many nanoseconds nothing is owed any more; zero or negative where nothing is now. */
    public long owedFor(long nanos) {
        return full - burst - nanos;
    }
}
