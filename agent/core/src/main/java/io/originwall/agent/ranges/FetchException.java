package io.originwall.agent.ranges;

import io.originwall.text.OneLine;
import java.time.Duration;

/** A source gave no list. */
final class FetchException extends Exception {
    private final String problem;
    private final Rejection rejection;
    private final boolean passing;
    private final Duration retryAfter;

    private FetchException(String source, String problem, Rejection rejection, boolean passing, Duration retryAfter) {
        super(source + ": " + problem);
        this.problem = OneLine.of(source + ": " + problem);
        this.rejection = rejection;
        this.passing = passing;
        this.retryAfter = retryAfter;
    }

    /** A fault that may be over in a moment: the transport, an overloaded server. */
    static FetchException passing(Object source, String problem) {
        return passing(source, problem, Duration.ZERO);
    }

    /** @param retryAfter how long the server asked to be left alone */
    static FetchException passing(Object source, String problem, Duration retryAfter) {
        return new FetchException(source.toString(), problem, Rejection.UNREACHABLE, true, retryAfter);
    }

    /** An answer that asking again will not make any better. */
    static FetchException lasting(Object source, String problem) {
        return new FetchException(source.toString(), problem, Rejection.UNREACHABLE, false, Duration.ZERO);
    }

    /** A whole answer that is no list. */
    static FetchException malformed(Object source, String problem) {
        return new FetchException(source.toString(), problem, Rejection.MALFORMED, false, Duration.ZERO);
    }

    /** One line that begins with the source. */
    String problem() {
        return problem;
    }

    Rejection rejection() {
        return rejection;
    }

    boolean isPassing() {
        return passing;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
