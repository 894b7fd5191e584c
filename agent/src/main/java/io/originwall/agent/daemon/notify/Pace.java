package io.originwall.agent.daemon.notify;

import java.time.Duration;

/**
 * How soon and how often a receiver is told.
 *
 * @param gather what happens within this time of the first thing is told together with it
 * @param firstRetry after a delivery that failed; twice as late each time
 * @param lastRetry no later than this, and at once where trying sooner is of no use
 * @param farewell at the end, what is left may take this long
 */
record Pace(Duration gather, Duration firstRetry, Duration lastRetry, Duration farewell) {
    static final Pace USUAL =
            new Pace(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMinutes(30), Duration.ofSeconds(2));

    /** @param failures in a row, 1 or more */
    Duration retry(int failures, DeliveryException failure) {
        if (!failure.isPassing()) {
            return lastRetry;
        }
        Duration step = failures > 20 ? lastRetry : firstRetry.multipliedBy(1L << (failures - 1));
        Duration pause = step.compareTo(lastRetry) < 0 ? step : lastRetry;
        return pause.compareTo(failure.retryAfter()) >= 0 ? pause : failure.retryAfter();
    }
}
