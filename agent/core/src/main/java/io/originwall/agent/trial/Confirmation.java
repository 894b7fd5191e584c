package io.originwall.agent.trial;

import io.originwall.agent.state.IoErrors;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The other half of a {@link Trial}: tells the running one that the guard is good, or that it is to end. */
public final class Confirmation {
    private static final Duration POLL = Duration.ofMillis(50);

    private final StateDirectory directory;
    private final Duration patience;

    /** Waits {@code patience} at most for the trial to answer. */
    public Confirmation(StateDirectory directory, Duration patience) {
        this.directory = directory;
        this.patience = patience;
    }

    /**
     * Returns once the guard is permanent.
     *
     * @throws StateLock.HeldException if a daemon holds the lock
     */
    public void confirm() throws StateException, InterruptedException {
        TrialFile file = new TrialFile(directory);
        if (!isTrialRunning() || !file.read().equals(Optional.of(TrialState.RUNNING))) {
            throw new StateException(
                    "no trial is running in " + directory.path() + ": start one with originwall trial --for 60s");
        }
        file.requestConfirmation();
        long end = System.nanoTime() + patience.toNanos();
        while (file.read().equals(Optional.of(TrialState.RUNNING))) {
            if (System.nanoTime() - end > 0) {
                throw new StateException("the trial does not answer: look at originwall status");
            }
            Thread.sleep(POLL.toMillis());
        }
        if (!file.read().equals(Optional.of(TrialState.CONFIRMED))) {
            throw new StateException("too late, or it could not be made permanent: the trial was undone");
        }
    }

    /**
     * Has the trial put everything back now, and waits until it has.
     *
     * @throws StateException if it does not answer
     */
    public void end() throws StateException, InterruptedException {
        new TrialFile(directory).requestEnd();
        long end = System.nanoTime() + patience.toNanos();
        while (isTrialRunning()) {
            if (System.nanoTime() - end > 0) {
                throw new StateException("the trial does not end: stop its process, then try again");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /**
     * A trial that was killed leaves its state behind, but not its lock; that may be another command's by now.
     *
     * @throws StateLock.HeldException if it is a daemon's: the trial, if any, is there
     */
    public boolean isTrialRunning() throws StateException {
        try {
            if (!directory.exists()) {
                return false;
            }
        } catch (IOException e) {
            throw new StateException("cannot look at " + directory.path() + ": " + IoErrors.why(e), e);
        }
        try (StateLock lock = StateLock.take(directory, "confirm")) {
            return false;
        } catch (StateLock.HeldException e) {
            if (e.isHeldBy("run")) {
                throw e;
            }
            return e.isHeldBy(Trial.HOLDER);
        }
    }
}
