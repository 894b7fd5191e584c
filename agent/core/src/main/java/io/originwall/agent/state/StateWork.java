package io.originwall.agent.state;

import java.util.Optional;

/** Something that reads or writes the state. */
@FunctionalInterface
public interface StateWork {
    void run() throws StateException;

    /** Does it, where nothing depends on it; returns what went wrong. */
    static Optional<String> attempt(StateWork work) {
        try {
            work.run();
            return Optional.empty();
        } catch (StateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
