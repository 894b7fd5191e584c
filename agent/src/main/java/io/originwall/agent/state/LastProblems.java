package io.originwall.agent.state;

import io.originwall.state.StateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What went wrong at the last fetch, one line each, so that a status tells it too: a refused list changes nothing, and would go unnoticed
 * where nobody reads what cron mails.
 */
public final class LastProblems {
    private static final String NAME = "last-problems";
    private static final int MAX_BYTES = 1 << 20;

    private final StateStore store;
    private final String location;

    public LastProblems(StateStore store) {
        this.store = store;
        this.location = store.locate(NAME);
    }

    /** Empty after a fetch that went well, and before the first. */
    public List<String> read() throws StateException {
        try {
            return store.read(NAME, MAX_BYTES)
                    .map(document -> new String(document.content(), StandardCharsets.UTF_8)
                            .lines()
                            .toList())
                    .orElse(List.of());
        } catch (IOException e) {
            throw new StateException(
                    "cannot read " + location + ": " + Trouble.with(location, e, "it may be deleted"), e);
        }
    }

    public void record(List<String> problems) throws StateException {
        try {
            if (problems.isEmpty()) {
                store.discard(NAME);
            } else {
                store.replace(NAME, (String.join("\n", problems) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new StateException("cannot write " + location + ": " + Trouble.with(location, e, ""), e);
        }
    }
}
