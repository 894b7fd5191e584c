package io.originwall.api;

/** Tells when somebody else changes what is ours. A target that is not watchable is polled. */
@FunctionalInterface
public interface Watchable {
    /** Calls {@code drifted}, on a thread of the watch's own, soon after somebody else touched what is ours. */
    DriftWatch watch(Runnable drifted) throws TargetException;
}
