package io.originwall.api;

/** What of ours was at a target at one moment, all of it: what {@link Enforced} tells, and what only the target knows of. */
@FunctionalInterface
public interface Snapshot {
    /**
     * Compares what is there now with what was; empty when they are the same. Ports that were on trial are not put back: they were about
     * to open by themselves.
     */
    Plan restore() throws TargetException;
}
