package io.originwall.agent.daemon;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.TargetReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks workers for a look and waits for what comes of it. */
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** Every step of a look has a limit of its own; all of them together are well within this. */
    private static final Duration MAX_RECONCILE_TIME = Duration.ofMinutes(10);

    private Reports() {}

    static List<TargetReport> of(Collection<TargetWorker> workers, Cause cause) throws InterruptedException {
        return of(workers, cause, MAX_RECONCILE_TIME);
    }

    /** A target that takes longer has failed. One that was taken out of the config meanwhile has no report. */
    static List<TargetReport> of(Collection<TargetWorker> workers, Cause cause, Duration most)
            throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        Map<TargetWorker, CompletableFuture<TargetReport>> asked = new LinkedHashMap<>();
        workers.forEach(worker -> asked.put(worker, worker.request(cause)));
        List<TargetReport> reports = new ArrayList<>();
        for (Map.Entry<TargetWorker, CompletableFuture<TargetReport>> each : asked.entrySet()) {
            try {
                reports.add(each.getValue().get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
            } catch (CancellationException gone) {
                LOG.debug("{} was not looked at", each.getKey().name());
            } catch (TimeoutException e) {
                reports.add(late(each.getKey(), most));
            } catch (ExecutionException e) {
                throw new IllegalStateException("a report is completed or cancelled, never failed", e);
            }
        }
        return reports;
    }

    private static TargetReport late(TargetWorker worker, Duration most) {
        return new TargetReport(
                worker.name(),
                worker.type(),
                TargetReport.Result.FAILED,
                List.of(),
                Optional.empty(),
                Optional.of("not done after " + most.toSeconds() + " s, and still at it: see originwall status"),
                most.toMillis());
    }
}
