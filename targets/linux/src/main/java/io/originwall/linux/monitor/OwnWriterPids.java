package io.originwall.linux.monitor;

import io.originwall.exec.CommandResult;
import java.util.ArrayDeque;
import java.util.Deque;

/** The processes of ours that wrote last, so that a watch can tell their transactions from others'. Safe for use by several threads. */
public final class OwnWriterPids {
    /** Writes that a watch may still be behind with. */
    private static final int REMEMBERED = 16;

    private final Deque<Long> pids = new ArrayDeque<>();

    /**
     * A command that writes.
     *
     * @param <E> how it fails
     */
    @FunctionalInterface
    public interface Write<E extends Exception> {
        CommandResult run() throws E;
    }

    /** Runs a write. Whoever asks about a process meanwhile waits, since only the end of the command tells its own. */
    public synchronized <E extends Exception> CommandResult run(Write<E> write) throws E {
        CommandResult result = write.run();
        pids.add(result.pid());
        if (pids.size() > REMEMBERED) {
            pids.remove();
        }
        return result;
    }

    /** Was this process ours? */
    synchronized boolean isOurs(long pid) {
        return pids.remove(pid);
    }
}
