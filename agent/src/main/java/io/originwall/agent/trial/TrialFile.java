package io.originwall.agent.trial;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How {@code trial} and {@code confirm}, two processes, talk: the one writes its state to a file of the state directory, the other asks by
 * making a second file. Not made to survive a reboot: neither does a trial.
 */
final class TrialFile {
    /** The state of a trial; a trial ends in one of the last three. */
    enum State {
        RUNNING,
        CONFIRMED,
        UNDONE,
        FAILED
    }

    private static final Logger LOG = LoggerFactory.getLogger(TrialFile.class);
    private static final String STATE = "trial";
    private static final String REQUEST = "trial.confirm";
    private static final int MOST_BYTES = 100;

    private final StateDirectory directory;
    private final Path state;
    private final Path request;

    TrialFile(StateDirectory directory) {
        this.directory = directory;
        this.state = directory.file(STATE);
        this.request = directory.file(REQUEST);
    }

    void write(State now) throws StateException {
        try {
            if (now == State.RUNNING) {
                directory.delete(REQUEST);
            }
            directory.write(STATE, now.name().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StateException("cannot write " + state + ": " + Trouble.with(state, e, ""), e);
        }
    }

    /** Empty where there has never been a trial. */
    Optional<State> read() throws StateException {
        try {
            return Optional.of(State.valueOf(new String(directory.read(STATE, MOST_BYTES), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StateException("cannot read " + state + ": " + Trouble.with(state, e, ""), e);
        } catch (IllegalArgumentException e) {
            throw new StateException("cannot read " + state + ": it was edited; it may be deleted", e);
        }
    }

    void requestConfirmation() throws StateException {
        try {
            directory.touch(REQUEST);
        } catch (IOException e) {
            throw new StateException("cannot write " + request + ": " + Trouble.with(request, e, ""), e);
        }
    }

    /** What cannot be read confirms nothing: the trial is undone in the end. */
    boolean confirmationRequested() {
        try {
            return directory.lastModified(REQUEST).isPresent();
        } catch (IOException e) {
            LOG.debug("no confirmation that can be read", e);
            return false;
        }
    }

    void clearRequest() throws StateException {
        try {
            directory.delete(REQUEST);
        } catch (IOException e) {
            throw new StateException("cannot remove " + request + ": " + Trouble.with(request, e, ""), e);
        }
    }
}
