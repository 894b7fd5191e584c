package io.originwall.agent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long each time, up to a limit. A few lines and no library: a command that
 * fetches a list uses it in its first second, where every class counts.
 *
 * @param first after the first failure
 * @param most the limit
 */
public record Backoff(Duration first, Duration most) {
    private static final int DOUBLINGS = 30;

    /**
     * How long to wait now.
     *
     * @param failures in a row, at least one
     */
    public Duration after(int failures) {
        int doublings = Math.min(failures - 1, DOUBLINGS);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(most) < 0 ? wait : most;
    }

    /** A tenth more or less, at random: many hosts that met the same trouble must not come back at the same moment. */
    public static Duration spread(Duration wait, RandomGenerator random) {
        return Duration.ofMillis(Math.round(wait.toMillis() * (0.9 + 0.2 * random.nextDouble())));
    }
}
