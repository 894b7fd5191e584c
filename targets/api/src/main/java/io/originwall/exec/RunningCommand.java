package io.originwall.exec;

/** A command that stays until it is closed. */
public interface RunningCommand extends AutoCloseable {
    boolean isAlive();

    /** Kills it, and returns when it and its thread have ended. */
    @Override
    void close();
}
