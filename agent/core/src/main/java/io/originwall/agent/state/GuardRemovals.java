package io.originwall.agent.state;

import io.originwall.state.StateStore;
import io.originwall.state.StateStore.Document;
import io.originwall.text.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which targets are without a guard because somebody removed it: neither a daemon nor a boot puts it up again before a sync. One line a
 * target, {@code INSTANT TARGET USER}, separated by tabs. Thread-safe, also beside other processes.
 */
public final class GuardRemovals {
    private static final Logger LOG = LoggerFactory.getLogger(GuardRemovals.class);
    private static final String NAME = "removed";
    private static final int LONGEST_NAME = 256;
    private static final int MAX_BYTES = 1 << 20;

    private final StateStore store;
    private final String location;

    public GuardRemovals(StateStore store) {
        this.store = store;
        this.location = store.locate(NAME);
    }

    /** Empty where nobody removed the guard of this target, or a sync put it up again. */
    public Optional<GuardRemoval> of(String target) throws StateException {
        try {
            return Optional.ofNullable(entries(store.read(NAME, MAX_BYTES)).get(target));
        } catch (IOException e) {
            throw failed("read", e, "it may be deleted");
        }
    }

    /** Remembers it; a tab or anything else that is no character of a name is masked. */
    public void record(String target, GuardRemoval removal) throws StateException {
        GuardRemoval clean = new GuardRemoval(removal.at(), OneLine.masked(removal.by(), LONGEST_NAME));
        update(all -> all.put(target, clean));
    }

    /** A sync put these guards up again. */
    public void clear(Collection<String> targets) throws StateException {
        update(all -> all.keySet().removeAll(targets));
    }

    @FunctionalInterface
    private interface Change {
        Object apply(Map<String, GuardRemoval> all);
    }

    private void update(Change change) throws StateException {
        try {
            StateStore.retrying(() -> {
                Optional<Document> before = store.read(NAME, MAX_BYTES);
                Map<String, GuardRemoval> all = entriesOrNone(before);
                change.apply(all);
                if (!all.isEmpty()) {
                    store.write(NAME, before.map(Document::version), bytes(all));
                } else if (before.isPresent()) {
                    store.delete(NAME, before.get().version());
                }
                return NAME;
            });
        } catch (IOException e) {
            throw failed("write", e, "");
        }
    }

    private StateException failed(String what, IOException e, String otherwise) {
        return new StateException("cannot " + what + " " + location + ": " + IoErrors.with(location, e, otherwise), e);
    }

    private static Map<String, GuardRemoval> entries(Optional<Document> document) throws IOException {
        Map<String, GuardRemoval> all = new TreeMap<>();
        String text = document.map(found -> new String(found.content(), StandardCharsets.UTF_8))
                .orElse("");
        for (String line : text.lines().toList()) {
            String[] fields = line.split("\t", -1);
            if (fields.length != 3) {
                throw new IOException("a line is not as it was written; it may be deleted");
            }
            try {
                all.put(fields[1], new GuardRemoval(Instant.parse(fields[0]), fields[2]));
            } catch (DateTimeException e) {
                throw new IOException(e.getMessage() + "; it may be deleted", e);
            }
        }
        return all;
    }

    /** A file that nobody can make sense of is written anew, rather than in the way of the next removal. */
    private static Map<String, GuardRemoval> entriesOrNone(Optional<Document> document) {
        try {
            return entries(document);
        } catch (IOException e) {
            LOG.debug("removals that cannot be understood are forgotten", e);
            return new TreeMap<>();
        }
    }

    private static byte[] bytes(Map<String, GuardRemoval> all) {
        return all.entrySet().stream()
                .map(entry -> entry.getValue().at() + "\t" + entry.getKey() + "\t"
                        + entry.getValue().by() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }
}
