package io.originwall.agent.event;

import java.util.Locale;

/** Why a target was looked at. */
public enum Cause {
    /** The daemon started. */
    START,
    /** The ranges were fetched, and the allow list may have changed. */
    RANGES,
    /** The target's watch told that somebody else touched it. */
    WATCH,
    /** It was time to look again. */
    POLL,
    /** The last try failed. */
    RETRY,
    /** A new config took effect. */
    RELOAD,
    /** Somebody asked for it: a signal, or a command. */
    REQUEST,
    /** A trial was not confirmed, and everything is put back. */
    UNDO;

    /** Whatever differs when a target is looked at for this reason was changed by somebody else. */
    public boolean isDrift() {
        return this == WATCH || this == POLL;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
