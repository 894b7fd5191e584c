package io.originwall.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Waits for several calls at once: AWS is far away, and many places or groups one after the other would take minutes. */
final class Parallel {
    /** Within EC2's rates for one account; the client slows down by itself when it is throttled. */
    private static final int THREADS = 8;

    private Parallel() {}

    /** The results in the order of the items; for one item nothing is started. */
    static <T, R> List<R> each(List<T> items, Function<T, R> work) {
        if (items.size() <= 1) {
            return items.stream().map(work).toList();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, items.size()));
        try {
            List<Future<R>> running = items.stream()
                    .map(item -> threads.submit(() -> work.apply(item)))
                    .toList();
            List<R> results = new ArrayList<>(items.size());
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
