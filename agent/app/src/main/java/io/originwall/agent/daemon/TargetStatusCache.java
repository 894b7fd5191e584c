package io.originwall.agent.daemon;

import io.originwall.agent.event.Overview.Standing;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.state.Removal;
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
    private volatile Standing standing;
    private long read;

    TargetStatusCache(Target target, String type, Optional<Instant> lastChange) {
        this.target = target;
        this.standing =
                new Standing(target.name(), type, Optional.empty(), Optional.empty(), lastChange, Optional.empty());
    }

    void looked(TargetReport report, Instant now) {
        Optional<Instant> changed = report.isChanged() ? Optional.of(now) : standing.lastChange();
        // Read anew by whoever asks next.
        standing = new Standing(
                standing.name(),
                standing.type(),
                Optional.of(new TargetStatus(settled(report), Optional.empty())),
                Optional.of(now),
                changed,
                standing.removed());
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
        Optional<TargetStatus> status = standing.status();
        if (status.isEmpty() || status.get().report().failed()) {
            return;
        }
        if (status.get().enforced().isPresent() && nanos - read < FRESH.toNanos()) {
            return;
        }
        try {
            Enforced enforced = target.enforced();
            read = nanos;
            standing = new Standing(
                    standing.name(),
                    standing.type(),
                    Optional.of(new TargetStatus(status.get().report(), Optional.of(enforced))),
                    standing.lastLook(),
                    standing.lastChange(),
                    standing.removed());
        } catch (TargetException e) {
            // The next look will fail too, and that is told.
            LOG.debug("{} does not say what it enforces", target.name(), e);
        }
    }

    /** From now on its guard is removed by hand, or, where this is empty, no more. */
    void removed(Optional<Removal> by) {
        Standing last = standing;
        standing = new Standing(last.name(), last.type(), last.status(), last.lastLook(), last.lastChange(), by);
    }

    boolean hasLooked() {
        return standing.lastLook().isPresent();
    }

    Standing standing() {
        return standing;
    }

    /** It may be otherwise by now, and nobody could look yet. */
    Standing overdue() {
        Standing last = standing;
        return new Standing(
                last.name(),
                last.type(),
                last.status()
                        .map(status -> status.report().failed()
                                ? status
                                : new TargetStatus(as(Result.PENDING, status.report()), status.enforced())),
                last.lastLook(),
                last.lastChange(),
                last.removed());
    }
}
