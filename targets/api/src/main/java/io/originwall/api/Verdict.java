package io.originwall.api;

/**
 * What a target does with a new connection.
 *
 * @param outcome the verdict
 * @param by what it rests on, in a few words: the entry that matched, or why none is asked
 */
public record Verdict(Outcome outcome, String by) {
    /** The verdicts there are. */
    public enum Outcome {
        /** The address is on the allow list. */
        ALLOWED,
        /** It is denied. */
        DENIED,
        /** It is let in, because the target only observes; it would be denied. */
        OBSERVED,
        /** It is let in, because nothing guards this port here. */
        NOT_GUARDED
    }

    public boolean isLetIn() {
        return outcome != Outcome.DENIED;
    }
}
