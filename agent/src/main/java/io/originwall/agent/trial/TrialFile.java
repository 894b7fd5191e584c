package io.originwall.agent.trial;

import io.originwall.agent.state.AtomicFile;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

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

    private final Path state;
    private final Path request;

    TrialFile(Path directory) {
        this.state = directory.resolve("trial");
        this.request = directory.resolve("trial.confirm");
    }

    void write(State now) throws StateException {
        try {
            if (now == State.RUNNING) {
                Files.deleteIfExists(request);
            }
            AtomicFile.write(state, now.name().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StateException("cannot write " + state + ": " + Trouble.with(state, e, ""), e);
        }
    }

    /** Empty where there has never been a trial. */
    Optional<State> read() throws StateException {
        try {
            return Optional.of(State.valueOf(Files.readString(state, StandardCharsets.UTF_8)));
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
            Files.write(
                    request,
                    new byte[0],
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new StateException("cannot write " + request + ": " + Trouble.with(request, e, ""), e);
        }
    }

    boolean confirmationRequested() {
        return Files.exists(request);
    }

    void clearRequest() throws StateException {
        try {
            Files.deleteIfExists(request);
        } catch (IOException e) {
            throw new StateException("cannot remove " + request + ": " + Trouble.with(request, e, ""), e);
        }
    }
}
