package io.originwall.agent.ranges;

import java.util.List;

/** The source failed or was refused, and there is no last good list to fall back on. */
public final class NoTrustworthyRangesException extends Exception {
    @SuppressWarnings("serial") // never serialised
    private final List<String> problems;

    private final Rejection rejection;

    public NoTrustworthyRangesException(Rejection rejection, List<String> problems) {
        super("no trustworthy ranges: " + String.join("; ", problems));
        this.rejection = rejection;
        this.problems = List.copyOf(problems);
    }

    public Rejection rejection() {
        return rejection;
    }

    /** What went wrong, one line each, in the order it did. */
    public List<String> problems() {
        return problems;
    }
}
