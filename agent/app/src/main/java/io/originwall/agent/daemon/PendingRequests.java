package io.originwall.agent.daemon;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.TargetReport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Why a target is to be reconciled next, and who waits for the report. Thread-safe. */
final class PendingRequests {
    private final Set<Cause> causes = EnumSet.noneOf(Cause.class);
    private List<CompletableFuture<TargetReport>> waiting = new ArrayList<>();
    private Optional<Long> touchedAt = Optional.empty();
    private boolean closed;

    synchronized void add(Cause cause) {
        causes.add(cause);
        if (cause == Cause.WATCH && touchedAt.isEmpty()) {
            touchedAt = Optional.of(System.nanoTime());
        }
    }

    /** The report of the next run; already cancelled after {@link #close()}. */
    synchronized CompletableFuture<TargetReport> await() {
        CompletableFuture<TargetReport> report = new CompletableFuture<>();
        if (closed) {
            report.cancel(false);
        } else {
            waiting.add(report);
        }
        return report;
    }

    /** Whether a change by others waits for a run. */
    synchronized boolean isTouched() {
        return causes.contains(Cause.WATCH);
    }

    /** Since when it waits, by {@link System#nanoTime()}. */
    synchronized Optional<Long> touchedAt() {
        return touchedAt;
    }

    synchronized Set<Cause> takeCauses() {
        Set<Cause> taken = EnumSet.copyOf(causes);
        causes.clear();
        touchedAt = Optional.empty();
        return taken;
    }

    synchronized List<CompletableFuture<TargetReport>> takeWaiting() {
        List<CompletableFuture<TargetReport>> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    void cancelAll() {
        takeWaiting().forEach(report -> report.cancel(false));
    }

    /** From now on nobody can wait; {@link #cancelAll} is for those who do. */
    synchronized void close() {
        closed = true;
    }
}
