package io.originwall.agent.trial;

import io.originwall.agent.state.IoErrors;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How {@code trial} and {@code confirm}, two processes, talk: the one writes its state to a file of the state directory, the other asks by
 * making a second file. Not made to survive a reboot: neither does a trial.
 */
final class TrialFile {
    private static final Logger LOG = LoggerFactory.getLogger(TrialFile.class);
    private static final String STATE = "trial";
    private static final String REQUEST = "trial.confirm";
    private static final String END = "trial.end";
    private static final int MAX_BYTES = 100;

    private final StateDirectory directory;
    private final Path state;

    TrialFile(StateDirectory directory) {
        this.directory = directory;
        this.state = directory.file(STATE);
    }

    void write(TrialState now) throws StateException {
        try {
            if (now == TrialState.RUNNING) {
                directory.delete(REQUEST);
                directory.delete(END);
            }
            directory.write(STATE, now.name().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StateException("cannot write " + state + ": " + IoErrors.with(state, e, ""), e);
        }
    }

    /** Empty where there has never been a trial. */
    Optional<TrialState> read() throws StateException {
        try {
            return Optional.of(
                    TrialState.valueOf(new String(directory.read(STATE, MAX_BYTES), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StateException("cannot read " + state + ": " + IoErrors.with(state, e, ""), e);
        } catch (IllegalArgumentException e) {
            throw new StateException("cannot read " + state + ": it was edited; it may be deleted", e);
        }
    }

    void requestConfirmation() throws StateException {
        request(REQUEST);
    }

    /** It is to be undone now. */
    void requestEnd() throws StateException {
        request(END);
    }

    private void request(String name) throws StateException {
        try {
            directory.touch(name);
        } catch (IOException e) {
            Path file = directory.file(name);
            throw new StateException("cannot write " + file + ": " + IoErrors.with(file, e, ""), e);
        }
    }

    /** What cannot be read confirms nothing: the trial is undone in the end. */
    boolean confirmationRequested() {
        return isRequested(REQUEST);
    }

    boolean endRequested() {
        return isRequested(END);
    }

    private boolean isRequested(String name) {
        try {
            return directory.lastModified(name).isPresent();
        } catch (IOException e) {
            LOG.debug("no request that can be read", e);
            return false;
        }
    }

    void clearRequests() throws StateException {
        for (String name : List.of(REQUEST, END)) {
            try {
                directory.delete(name);
            } catch (IOException e) {
                Path file = directory.file(name);
                throw new StateException("cannot remove " + file + ": " + IoErrors.with(file, e, ""), e);
            }
        }
    }
}
