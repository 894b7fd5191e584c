package io.originwall.agent.state;

import io.originwall.agent.time.OwnThread;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends every piece of file work within a time. A mount that hangs can be neither interrupted nor closed, so the work runs on a thread of its
 * own, which is left behind; as long as it hangs, further work fails at once. Safe for use by several threads.
 */
final class TimeLimit {
    private final Duration limit;
    private volatile Optional<Future<?>> hanging = Optional.empty();

    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    /** Work on files. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Runs the work, or fails. An interrupt does not end the wait, which is short; it is kept for the caller.
     *
     * @param where what the message of a failure names
     * @throws IOException if the work throws it, or does not end in time
     */
    <T> T run(Path where, Work<T> work) throws IOException {
        if (hanging.filter(task -> !task.isDone()).isPresent()) {
            throw new FileSystemException(where.toString(), null, "still does not answer");
        }
        Future<T> task = OwnThread.start("originwall-state", work::run);
        try {
            return await(task);
        } catch (TimeoutException e) {
            hanging = Optional.of(task);
            throw new FileSystemException(where.toString(), null, "does not answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            OwnThread.rethrow(e, IOException.class);
            OwnThread.rethrow(e, RuntimeException.class);
            OwnThread.rethrow(e, Error.class);
            throw new IllegalStateException(e);
        }
    }

    private <T> T await(Future<T> task) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
