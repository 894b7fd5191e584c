package io.originwall.agent.daemon;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.api.Enforced;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a target stood at the last look. Written under its worker's lock, read by anybody. */
final class TargetStatusCache {
    private static final Logger LOG = LoggerFactory.getLogger(TargetStatusCache.class);
    /** Whoever asks more often than this gets the same counters again: asking costs a process. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Target target;
    private volatile TargetStatus status;
    private long read;

    TargetStatusCache(Target target, String type, Optional<Instant> lastChange) {
        this.target = target;
        this.status = TargetStatus.unknown(target.name(), type).changedAt(lastChange);
    }

    void reconciled(TargetReport report, Instant now) {
        TargetStatus reconciled = report.isChanged() ? status.changedAt(Optional.of(now)) : status;
        // Read anew by whoever asks next.
        status = reconciled.reported(settled(report), Optional.empty()).lookedAt(now);
    }

    /** What was changed is in sync now. */
    private static TargetReport settled(TargetReport report) {
        return report.result() == Result.CHANGED ? as(Result.IN_SYNC, report) : report;
    }

    private static TargetReport as(Result result, TargetReport report) {
        return new TargetReport(
                report.name(), report.type(), result, List.of(), Optional.empty(), Optional.empty(), report.millis());
    }

    /** Reads the counters, if they are no longer fresh. */
    void refresh(long nanos) {
        Optional<TargetReport> report = status.report();
        if (report.isEmpty() || report.get().failed()) {
            return;
        }
        if (status.enforced().isPresent() && nanos - read < FRESH.toNanos()) {
            return;
        }
        try {
            Enforced enforced = target.enforced();
            read = nanos;
            status = status.reported(report.get(), Optional.of(enforced));
        } catch (TargetException e) {
            // The next look will fail too, and that is told.
            LOG.debug("{} does not say what it enforces", target.name(), e);
        }
    }

    /** From now on its guard is removed by hand, or, where this is empty, no more. */
    void removed(Optional<GuardRemoval> by) {
        status = status.removedBy(by);
    }

    boolean hasReconciled() {
        return status.lastReconciled().isPresent();
    }

    TargetStatus status() {
        return status;
    }

    /** It may be otherwise by now, and nobody could look yet. */
    TargetStatus overdue() {
        TargetStatus last = status;
        return last.report()
                .filter(report -> !report.failed())
                .map(report -> last.reported(as(Result.PENDING, report), last.enforced()))
                .orElse(last);
    }
}
