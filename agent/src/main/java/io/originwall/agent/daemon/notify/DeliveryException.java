package io.originwall.agent.daemon.notify;

import java.time.Duration;

/** A receiver did not take a message. The text is one line and holds no secret. */
final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean passing;
    private final Duration retryAfter;

    private DeliveryException(String problem, boolean passing, Duration retryAfter) {
        super(problem);
        this.passing = passing;
        this.retryAfter = retryAfter;
    }

    /** A fault that may soon be over. */
    static DeliveryException passing(String problem) {
        return passing(problem, Duration.ZERO);
    }

    /** @param retryAfter how long the receiver asked to be left alone */
    static DeliveryException passing(String problem, Duration retryAfter) {
        return new DeliveryException(problem, true, retryAfter);
    }

    /** A refusal that will stay one until somebody does something about it. */
    static DeliveryException lasting(String problem) {
        return new DeliveryException(problem, false, Duration.ZERO);
    }

    boolean isPassing() {
        return passing;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
