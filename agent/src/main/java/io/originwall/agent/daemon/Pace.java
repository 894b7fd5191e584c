package io.originwall.agent.daemon;

import java.time.Duration;

/**
 * How soon a target is looked at again. Where somebody fights for it, pauses that grow; during a pause the guard may be gone, so they stay
 * short. Used by one thread at a time, but for {@link #heldFor()}.
 */
final class Pace {
    private static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    /** Failures in a row, each with something to put right: somebody is faster than we are. */
    private static final int FIGHT = 3;

    private final Repairs repairs = new Repairs();
    private int failures;
    private int rounds;
    private volatile long heldUntil = System.nanoTime();

    /** A look that put right what somebody else had changed: zero, or the pause of a fight. */
    Duration repaired() {
        failures = 0;
        Duration pause = repairs.repaired(System.nanoTime());
        if (!pause.isZero()) {
            rounds = repairs.ofThisFight();
            hold(pause);
        }
        return pause;
    }

    /** A look that found nothing to repair, or put up what is newly wanted. */
    void calm() {
        failures = 0;
    }

    /**
     * A look that failed.
     *
     * @param isUndone the target did not stay as it was put
     * @return until the next try
     */
    Duration failed(boolean isUndone) {
        failures++;
        Duration wait = RETRY.after(failures);
        if (isUndone && failures >= FIGHT) {
            rounds = failures;
            hold(wait);
        }
        return wait;
    }

    private void hold(Duration pause) {
        heldUntil = System.nanoTime() + pause.toNanos();
    }

    /** The rest of a pause, which no word of the watch cuts short; zero or negative where there is none. For any thread. */
    Duration heldFor() {
        return Duration.ofNanos(heldUntil - System.nanoTime());
    }

    boolean isHeld() {
        return heldFor().compareTo(Duration.ZERO) > 0;
    }

    /** Of the fight that the pause is for. */
    int rounds() {
        return rounds;
    }
}
