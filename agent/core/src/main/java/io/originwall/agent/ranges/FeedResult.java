package io.originwall.agent.ranges;

/** What a source answered. */
sealed interface FeedResult {
    /**
     * The whole body.
     *
     * @param endKnown whether the server said where the body ends; without, a cut connection looks like the end
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Body(byte[] bytes, boolean endKnown, Validators validators) implements FeedResult {}

    /** It is still what the validators stand for (304). */
    record NotModified() implements FeedResult {}
}
