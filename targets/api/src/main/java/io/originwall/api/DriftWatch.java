package io.originwall.api;

/** A running watch for foreign changes; closing it ends whatever it started. */
public interface DriftWatch extends AutoCloseable {
    /** Is it still watching? Once it is not, it never will be again: close it and start another. */
    boolean isAlive();

    @Override
    void close();
}
