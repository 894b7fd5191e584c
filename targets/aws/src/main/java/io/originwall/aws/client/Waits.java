package io.originwall.aws.client;

import java.time.Duration;

/**
 * How long AWS is waited for.
 *
 * @param attempt for the answer to one attempt of a call
 * @param call for a call with every retry: a sync of one place does not hang for longer
 * @param poll between two questions whether AWS has finished a change
 */
public record Waits(Duration attempt, Duration call, Duration poll) {
    public static final Waits DEFAULT =
            new Waits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(250));
}
