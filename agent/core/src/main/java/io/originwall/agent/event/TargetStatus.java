package io.originwall.agent.event;

import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Traffic;
import java.time.Instant;
import java.util.Optional;

/**
 * How one target stands.
 *
 * @param report as of the last look, which applied nothing or is settled; empty before the first look
 * @param enforced what it says it enforces; empty where it failed. In a daemon it is read anew, or a second old at most, unless the target
 *     is busy
 * @param lastReconciled when a daemon last looked
 * @param lastChange when we last changed it; empty where it was never changed from this state directory
 * @param removed present while its guard is removed by hand
 */
public record TargetStatus(
        String name,
        String type,
        Optional<TargetReport> report,
        Optional<Enforced> enforced,
        Optional<Instant> lastReconciled,
        Optional<Instant> lastChange,
        Optional<GuardRemoval> removed) {
    /** What nobody has looked at yet. */
    public static TargetStatus unknown(String name, String type) {
        return new TargetStatus(
                name, type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same, as one look found it. */
    public TargetStatus reported(TargetReport report, Optional<Enforced> enforced) {
        return new TargetStatus(name, type, Optional.of(report), enforced, lastReconciled, lastChange, removed);
    }

    /** The same, with when that look was. */
    public TargetStatus lookedAt(Instant when) {
        return new TargetStatus(name, type, report, enforced, Optional.of(when), lastChange, removed);
    }

    /** The same, with when it was last changed. */
    public TargetStatus changedAt(Optional<Instant> when) {
        return new TargetStatus(name, type, report, enforced, lastReconciled, when, removed);
    }

    /** The same, with its guard removed by hand, or not. */
    public TargetStatus removedBy(Optional<GuardRemoval> removal) {
        return new TargetStatus(name, type, report, enforced, lastReconciled, lastChange, removal);
    }

    /** Is it guarded as the config wants it? The last look found it in sync, or put it right. */
    public boolean isInSync() {
        return removed.isEmpty()
                && report.filter(known -> known.result() == Result.IN_SYNC || known.result() == Result.CHANGED)
                        .isPresent();
    }

    /** Is its guard removed by hand, and not put up since, by a trial or by somebody else? */
    public boolean isRemoved() {
        return removed.isPresent() && guard().isEmpty();
    }

    /** What it enforces; empty where there is no guard, and where that is not known. */
    public Optional<Guard> guard() {
        return enforced.map(Enforced::guard).filter(guard -> !guard.isNone());
    }

    /** What its counters say. */
    public Optional<Traffic> traffic() {
        return enforced.flatMap(Enforced::traffic);
    }
}
