package io.originwall.agent.state;

import io.originwall.state.StateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What went wrong at the last fetch, so that a status tells it too: a refused list changes nothing, and would go unnoticed where nobody reads
 * what cron mails. One line for each problem; before them, where the list was not taken, {@code rejected: REASON}.
 */
public final class LastFetch {
    private static final String NAME = "last-problems";
    private static final String REJECTED = "rejected: ";
    private static final int MAX_BYTES = 1 << 20;

    private final StateStore store;
    private final String location;

    public LastFetch(StateStore store) {
        this.store = store;
        this.location = store.locate(NAME);
    }

    /** What went wrong. Empty after a fetch that went well, and before the first. */
    public List<String> problems() throws StateException {
        return lines().filter(line -> !line.startsWith(REJECTED)).toList();
    }

    /** Why the list was not taken; empty where it was, and before the first. */
    public Optional<String> rejection() throws StateException {
        return lines().filter(line -> line.startsWith(REJECTED))
                .findFirst()
                .map(line -> line.substring(REJECTED.length()));
    }

    private Stream<String> lines() throws StateException {
        try {
            return store.read(NAME, MAX_BYTES).stream()
                    .flatMap(document -> new String(document.content(), StandardCharsets.UTF_8).lines());
        } catch (IOException e) {
            throw new StateException(
                    "cannot read " + location + ": " + IoErrors.with(location, e, "it may be deleted"), e);
        }
    }

    /**
     * Replaces what is remembered.
     *
     * @param rejection why the list was not taken; empty where it was
     */
    public void record(List<String> problems, Optional<String> rejection) throws StateException {
        try {
            if (problems.isEmpty() && rejection.isEmpty()) {
                store.discard(NAME);
            } else {
                String text = Stream.concat(rejection.map(REJECTED::concat).stream(), problems.stream())
                        .map(line -> line + "\n")
                        .collect(Collectors.joining());
                store.replace(NAME, text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new StateException("cannot write " + location + ": " + IoErrors.with(location, e, ""), e);
        }
    }
}
