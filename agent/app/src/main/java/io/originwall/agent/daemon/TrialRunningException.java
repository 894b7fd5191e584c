package io.originwall.agent.daemon;

import java.time.Duration;

/** What was asked cannot be done while a config is on trial. */
public final class TrialRunningException extends Exception {
    private static final long serialVersionUID = 1L;

    public TrialRunningException(Duration left) {
        super("a trial is running for " + Math.max(1, left.toSeconds())
                + " s more: run originwall confirm, or wait until it is over");
    }
}
