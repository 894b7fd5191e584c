package io.originwall.agent.daemon;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.spi.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for Quartz, as many as there is work for at once: Quartz's own pool has a fixed number, and a slow target must never keep another
 * one waiting for a thread. An idle thread ends after a minute. Public because Quartz calls it by reflection.
 */
public final class CachedThreads implements ThreadPool {
    private static final Logger LOG = LoggerFactory.getLogger(CachedThreads.class);
    private static final int LAST_WORK_SECONDS = 2;

    private final ExecutorService threads;

    CachedThreads(String name) {
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public boolean runInThread(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            // Shut down already; this is how Quartz wants to be told.
            return false;
        }
    }

    @Override
    public int blockForAvailableThreads() {
        return 1;
    }

    @Override
    public int getPoolSize() {
        return 1;
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown(boolean waitForJobsToComplete) {
        threads.shutdown();
        try {
            // Not for ever: a fetch that hangs must not keep the daemon from ending.
            if (waitForJobsToComplete && !threads.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("what is still running is left alone");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void setInstanceId(String id) {}

    @Override
    public void setInstanceName(String name) {}
}
