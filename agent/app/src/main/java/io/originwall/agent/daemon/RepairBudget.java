package io.originwall.agent.daemon;

import io.originwall.agent.time.TokenBucket;
import java.time.Duration;

/**
 * Bounds the processor time that the repairs of one target take to a fifth of a core. Somebody who removes the guard again and again would
 * otherwise keep this host busy. Repairs that fit into the budget never wait, since during a wait the ports are open. Used by one thread at a
 * time.
 */
final class RepairBudget {
    /** One part in this many of a core. */
    private static final int SHARE = 5;

    /** Processor time that may be spent at once, by an operator who tries things out for instance. */
    private static final Duration BURST = Duration.ofSeconds(2);

    /** Each second of processor time takes {@link #SHARE} seconds to flow back. */
    private final TokenBucket bucket;

    /** @param nanos now, by a clock that does not jump */
    RepairBudget(long nanos) {
        bucket = new TokenBucket(BURST.multipliedBy(SHARE), nanos);
    }

    /**
     * Another repair.
     *
     * @param cost its processor time
     * @param nanos when it ended
     * @return how long the next one has to wait; zero where the budget covers it
     */
    Duration spend(Duration cost, long nanos) {
        bucket.spend(cost.multipliedBy(SHARE), nanos);
        return Duration.ofNanos(Math.max(0, bucket.owedFor(nanos)));
    }
}
