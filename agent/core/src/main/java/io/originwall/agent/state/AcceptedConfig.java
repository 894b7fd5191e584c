package io.originwall.agent.state;

import io.originwall.state.StateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of the config that the daemon accepted last, and the digest of one that was on trial and not confirmed: a daemon that starts and
 * finds exactly that one goes by the accepted config instead. What is rejected is written before a trial begins, so a reboot in the middle
 * of it counts as "not confirmed".
 */
public final class AcceptedConfig {
    private static final String ACCEPTED = "accepted-config";
    private static final String REJECTED = "rejected-config";
    private static final int MAX_BYTES = 1 << 23;

    private final StateStore store;

    public AcceptedConfig(StateStore store) {
        this.store = store;
    }

    /** The config that was accepted last; empty where there is none. */
    public Optional<String> text() throws StateException {
        return read(ACCEPTED);
    }

    /** The digest of the config that was tried and not confirmed, or is being tried. */
    public Optional<String> rejected() throws StateException {
        return read(REJECTED);
    }

    /** Nothing is rejected any more. */
    public void accept(String text) throws StateException {
        // First: a full disk, which can still delete, must not have the next start drop what was confirmed.
        try {
            store.discard(REJECTED);
        } catch (IOException e) {
            throw failed("remove", REJECTED, e);
        }
        if (!text().equals(Optional.of(text))) {
            write(ACCEPTED, text);
        }
    }

    /** Not before the next {@link #accept}. */
    public void reject(String digest) throws StateException {
        write(REJECTED, digest);
    }

    private Optional<String> read(String name) throws StateException {
        try {
            return store.read(name, MAX_BYTES).map(document -> new String(document.content(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    private void write(String name, String text) throws StateException {
        try {
            store.replace(name, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed("write", name, e);
        }
    }

    private StateException failed(String what, String name, IOException e) {
        String location = store.locate(name);
        return new StateException("cannot " + what + " " + location + ": " + IoErrors.with(location, e, ""), e);
    }
}
