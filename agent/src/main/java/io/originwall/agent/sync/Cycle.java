package io.originwall.agent.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does one thing for many targets side by side, so that a slow one does not delay another. */
public final class Cycle {
    private static final int THREADS = 8;

    private Cycle() {}

    /** Calls {@code work} for every target, each on one thread; the results come in the order of the targets. */
    public static <R> List<R> each(List<GuardedTarget> targets, Function<GuardedTarget, R> work) {
        if (targets.size() == 1) {
            return List.of(work.apply(targets.get(0)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, Math.max(1, targets.size())));
        try {
            List<Future<R>> running = targets.stream()
                    .map(target -> threads.submit(() -> work.apply(target)))
                    .toList();
            List<R> results = new ArrayList<>(targets.size());
            for (Future<R> one : running) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
