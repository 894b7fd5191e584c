package io.originwall.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does one thing for many places side by side, so that a slow or a far one does not delay another. */
public final class Parallel {
    /** Also within EC2's rates for one account; its client slows down by itself when it is throttled. */
    private static final int THREADS = 8;

    private Parallel() {}

    /** Calls {@code work} for every item; the results come in the order of the items. For one item no thread is started. */
    public static <T, R> List<R> each(List<T> items, Function<T, R> work) {
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
