package io.originwall.agent.sync;

import io.originwall.agent.sync.TargetReport.Result;
import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Snapshot;
import io.originwall.api.TargetException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a target to its wanted state: plan, apply, plan again. The one place that decides whether a plan is applied, so no target ever
 * sees a dry run. Whatever a target does, the outcome is a report, never an exception: one target's trouble is not the others'.
 */
public final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    // Somebody may touch the target between our apply and our second look; twice in a row is no coincidence.
    private static final int ATTEMPTS = 2;

    /** Plans, applies and verifies. */
    public TargetReport sync(GuardedTarget guarded) {
        return reconcile(guarded, () -> guarded.target().plan(guarded.wanted()));
    }

    /** Puts back what was there, by the same steps. */
    public TargetReport restore(GuardedTarget guarded, Snapshot before) {
        return reconcile(guarded, before::restore);
    }

    private static TargetReport reconcile(GuardedTarget guarded, Planner planner) {
        return timed(guarded, () -> {
            Plan plan = planner.plan();
            List<Change> changes = plan.changes();
            if (plan.isEmpty()) {
                return Outcome.IN_SYNC;
            }
            Guard before = plan.before();
            LOG.debug("{} differs by {}, applying", guarded.target().name(), changes.size());
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                plan.apply();
                plan = planner.plan();
                if (plan.isEmpty()) {
                    return new Outcome(Result.CHANGED, changes, Optional.of(before));
                }
                LOG.warn(
                        "{} differs again right after it was applied: {}",
                        guarded.target().name(),
                        plan.changes());
            }
            throw new TargetException("applied, but what the target reads back still differs by "
                    + plan.changes().size() + " (first: " + plan.changes().get(0)
                    + "); look for another program that changes it");
        });
    }

    /** Plans only; changes nothing. */
    public TargetReport preview(GuardedTarget guarded) {
        return timed(guarded, () -> {
            Plan plan = guarded.target().plan(guarded.wanted());
            return plan.isEmpty()
                    ? Outcome.IN_SYNC
                    : new Outcome(Result.PENDING, plan.changes(), Optional.of(plan.before()));
        });
    }

    /** How the target stands; changes nothing. */
    public TargetStatus status(GuardedTarget guarded) {
        TargetReport report = preview(guarded);
        if (report.failed()) {
            return new TargetStatus(report, Optional.empty());
        }
        try {
            return new TargetStatus(report, Optional.of(guarded.target().enforced()));
        } catch (TargetException e) {
            return new TargetStatus(
                    timed(guarded, () -> {
                        throw e;
                    }),
                    Optional.empty());
        }
    }

    private static TargetReport timed(GuardedTarget guarded, Work work) {
        long start = System.nanoTime();
        try {
            Outcome outcome = work.run();
            return report(guarded, outcome, Optional.empty(), start);
        } catch (TargetException e) {
            LOG.debug("{} failed", guarded.target().name(), e);
            return report(guarded, Outcome.FAILED, Optional.of(String.valueOf(e.getMessage())), start);
        } catch (RuntimeException e) {
            // A bug in one target must not keep the others from being guarded.
            LOG.error("{} failed unexpectedly", guarded.target().name(), e);
            return report(guarded, Outcome.FAILED, Optional.of("unexpected: " + e), start);
        }
    }

    private static TargetReport report(GuardedTarget guarded, Outcome outcome, Optional<String> error, long start) {
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        return new TargetReport(
                guarded.target().name(),
                guarded.type(),
                outcome.result(),
                outcome.changes(),
                outcome.before(),
                error,
                millis);
    }

    private record Outcome(Result result, List<Change> changes, Optional<Guard> before) {
        static final Outcome IN_SYNC = new Outcome(Result.IN_SYNC, List.of(), Optional.empty());
        static final Outcome FAILED = new Outcome(Result.FAILED, List.of(), Optional.empty());
    }

    @FunctionalInterface
    private interface Planner {
        Plan plan() throws TargetException;
    }

    @FunctionalInterface
    private interface Work {
        Outcome run() throws TargetException;
    }
}
