package io.originwall.agent.state;

import io.originwall.state.StateStore;
import io.originwall.state.StateStore.ConflictException;
import io.originwall.state.StateStore.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** When each target was last changed by us: one line a target, {@code INSTANT NAME}. Only shown, never decided upon. */
public final class LastChanges {
    private static final String NAME = "last-changes";
    private static final int MAX_BYTES = 1 << 20;

    private final StateStore store;
    private final String location;

    public LastChanges(StateStore store) {
        this.store = store;
        this.location = store.locate(NAME);
    }

    /** Empty where the target was never changed from this state. */
    public Optional<Instant> of(String target) throws StateException {
        return Optional.ofNullable(entries(read()).get(target));
    }

    public void record(Iterable<String> targets, Instant when) throws StateException {
        for (int attempt = 1; ; attempt++) {
            Optional<Document> before = read();
            Map<String, Instant> all = entries(before);
            targets.forEach(target -> all.put(target, when));
            try {
                store.write(NAME, before.map(Document::version), bytes(all));
                return;
            } catch (ConflictException e) {
                if (attempt == StateStore.ATTEMPTS) {
                    throw notWritten(e);
                }
            } catch (IOException e) {
                throw notWritten(e);
            }
        }
    }

    private StateException notWritten(IOException e) {
        return new StateException("cannot write " + location + ": " + IoErrors.with(location, e, ""), e);
    }

    private static byte[] bytes(Map<String, Instant> all) {
        return all.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private Optional<Document> read() throws StateException {
        try {
            return store.read(NAME, MAX_BYTES);
        } catch (IOException e) {
            throw new StateException(
                    "cannot read " + location + ": " + IoErrors.with(location, e, "it may be deleted"), e);
        }
    }

    private Map<String, Instant> entries(Optional<Document> document) throws StateException {
        Map<String, Instant> all = new TreeMap<>();
        String text = document.map(found -> new String(found.content(), StandardCharsets.UTF_8))
                .orElse("");
        try {
            text.lines().forEach(line -> {
                int space = line.indexOf(' ');
                all.put(line.substring(space + 1), Instant.parse(line.substring(0, Math.max(0, space))));
            });
        } catch (DateTimeException e) {
            throw new StateException("cannot read " + location + ": " + e.getMessage() + "; it may be deleted", e);
        }
        return all;
    }
}
