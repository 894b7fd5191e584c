package io.originwall.agent.time;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a thread of its own, for whoever waits no longer than they can afford. It holds up no exit of the JVM. */
public final class OwnThread {
    private OwnThread() {}

    /** Starts the work. */
    public static <T> FutureTask<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        start(name, task);
        return task;
    }

    /** Starts the work. */
    public static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Throws what the work threw, where it is of this kind. */
    public static <X extends Throwable> void rethrow(ExecutionException e, Class<X> kind) throws X {
        if (kind.isInstance(e.getCause())) {
            throw kind.cast(e.getCause());
        }
    }
}
