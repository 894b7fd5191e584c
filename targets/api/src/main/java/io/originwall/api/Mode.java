package io.originwall.api;

/** What becomes of a packet to a guarded port whose source is not on the allow list. */
public enum Mode {
    /** It is denied. */
    ENFORCE,
    /** It is let through, and counted as if it had been denied. */
    OBSERVE
}
