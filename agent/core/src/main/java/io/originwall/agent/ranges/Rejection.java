package io.originwall.agent.ranges;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a fetch changed nothing, as one word that can be counted. */
public enum Rejection {
    /** No answer that could be a list: none at all, not in time, an error status, a redirect to elsewhere. */
    UNREACHABLE,
    /** An answer that is no list. */
    MALFORMED,
    EMPTY,
    TOO_BROAD,
    SPECIAL_PURPOSE,
    TOO_LARGE,
    FAMILY_GONE,
    SHRINKS,
    GROWS,
    /** Not the list that was to be accepted. */
    ANOTHER_LIST,
    /** The state directory does not say what the last good list was, so there is nothing to judge by. */
    STATE;

    /** May a person take such a list? It is well-formed and could be the provider's, and is refused for how much it changes. */
    boolean isOfBudget() {
        return switch (this) {
            case FAMILY_GONE, SHRINKS, GROWS -> true;
            case UNREACHABLE, MALFORMED, EMPTY, TOO_BROAD, SPECIAL_PURPOSE, TOO_LARGE, ANOTHER_LIST, STATE -> false;
        };
    }

    /** The one of this {@link #name()}; empty where this version knows none. */
    public static Optional<Rejection> of(String name) {
        return Arrays.stream(values())
                .filter(rejection -> rejection.name().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
