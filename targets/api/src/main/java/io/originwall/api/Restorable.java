package io.originwall.api;

/** Can be put back as it was, and so can be on trial. */
@FunctionalInterface
public interface Restorable {
    /**
     * Remembers what is there now, so that it can be put back; changes nothing.
     *
     * @throws TargetException also if what is there is no guard of ours any more, and so could not be put back
     */
    Snapshot snapshot() throws TargetException;
}
