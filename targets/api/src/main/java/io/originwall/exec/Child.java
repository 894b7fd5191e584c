package io.originwall.exec;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.exec.ProcessDestroyer;

/**
 * One child process. The library's own watchdog asks politely (SIGTERM) and then waits for ever; this one kills, and the children of the
 * child with it. The library hands the process over through {@link ProcessDestroyer}, its only public way to get hold of it.
 */
final class Child implements ProcessDestroyer, RunningCommand {
    private final CompletableFuture<Process> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread atShutdown = new Thread(this::kill, "kill child at shutdown");
    private final Optional<Duration> timeLimit;
    private volatile boolean timedOut;

    Child(Optional<Duration> timeLimit) {
        this.timeLimit = timeLimit;
    }

    @Override
    public boolean add(Process process) {
        started.complete(process);
        timeLimit.ifPresent(limit -> {
            CompletableFuture<Process> unused = process.onExit()
                    .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(timeout -> {
                        timedOut = true;
                        kill();
                        return process;
                    });
        });
        try {
            Runtime.getRuntime().addShutdownHook(atShutdown);
        } catch (IllegalStateException shuttingDown) {
            // Started by a shutdown hook, which has something to put right before the end: it is let run, within its
            // time limit.
            return true;
        }
        return true;
    }

    @Override
    public boolean remove(Process process) {
        try {
            return Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException shuttingDown) {
            return false;
        }
    }

    @Override
    public int size() {
        return isAlive() ? 1 : 0;
    }

    void awaitStart() {
        started.join();
    }

    void ended() {
        ended.complete(null);
    }

    void failed(Exception cause) {
        started.completeExceptionally(cause);
        ended.complete(null);
    }

    boolean isTimedOut() {
        return timedOut;
    }

    long pid() {
        return started.join().pid();
    }

    /** Nothing happens where it has ended already, or was never started. */
    void kill() {
        if (isAlive()) {
            Process process = started.join();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public boolean isAlive() {
        return started.isDone()
                && !started.isCompletedExceptionally()
                && started.join().isAlive();
    }

    @Override
    public void close() {
        kill();
        ended.join();
    }
}
