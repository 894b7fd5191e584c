package io.originwall.agent.daemon;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing after the other on a thread of its own, for whoever must not wait: a disk or a service manager that hangs keeps no guard
 * from being repaired. Safe for use by several threads.
 */
final class SerialExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);
    private static final int MOST = 1_000;
    private static final int LAST_WORK_SECONDS = 2;

    private final String name;
    private final ThreadPoolExecutor thread;
    private final AtomicLong dropped = new AtomicLong();

    SerialExecutor(String name) {
        this.name = name;
        this.thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST), work -> {
            Thread fresh = new Thread(work, name);
            fresh.setDaemon(true);
            return fresh;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Returns at once. What does not fit any more is dropped, and that is told. */
    void soon(Runnable work) {
        try {
            thread.execute(() -> tryOnce(work));
        } catch (RejectedExecutionException fullOrClosed) {
            if (!thread.isShutdown() && dropped.getAndIncrement() == 0) {
                LOG.error("{} hangs: what cannot wait any longer is dropped", name);
            }
        }
    }

    private void tryOnce(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{} goes on without a part of it: this is a bug", name, e);
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.warn("{} goes on, {} pieces of it are lost", name, lost);
        }
    }

    /** Takes nothing more, and waits for what it has, but not for long. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} hangs; the end does not wait for it", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
