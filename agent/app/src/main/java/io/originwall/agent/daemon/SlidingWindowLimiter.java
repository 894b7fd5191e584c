package io.originwall.agent.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** So many within such a time. Thread-safe. */
final class SlidingWindowLimiter {
    private final int most;
    private final Duration span;
    private final Deque<Long> taken = new ArrayDeque<>();

    SlidingWindowLimiter(int most, Duration span) {
        this.most = most;
        this.span = span;
    }

    /**
     * Takes one, if there is one left.
     *
     * @param nanos by {@link System#nanoTime()}
     * @return how long until there will be; zero where one was taken
     */
    synchronized Duration take(long nanos) {
        while (!taken.isEmpty() && nanos - taken.getFirst() >= span.toNanos()) {
            taken.removeFirst();
        }
        if (taken.size() >= most) {
            return span.minusNanos(nanos - taken.getFirst());
        }
        taken.addLast(nanos);
        return Duration.ZERO;
    }
}
