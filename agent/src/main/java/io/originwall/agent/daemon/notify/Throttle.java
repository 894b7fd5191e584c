package io.originwall.agent.daemon.notify;

import java.time.Duration;

/** So many in an hour and no more: a quarter of them at once if need be, the others evenly spread. Not thread-safe. */
final class Throttle {
    private final long interval;
    private final long burst;
    private long full;

    /** @param nanos now */
    Throttle(int anHour, long nanos) {
        int atOnce = Math.max(1, anHour / 4);
        this.interval =
                Duration.ofHours(1).dividedBy(Math.max(1, anHour - atOnce)).toNanos() + 1;
        this.burst = interval * (atOnce - 1);
        this.full = nanos;
    }

    /** When the next one may go, in nanoseconds. */
    long next() {
        return full - burst;
    }

    /** One went. */
    void take(long nanos) {
        full = (nanos - full > 0 ? nanos : full) + interval; // by the difference: nanoTime may overflow
    }
}
