package io.originwall.agent.sync;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
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
                return Outcome.of(Result.IN_SYNC, plan);
            }
            LOG.debug("{} differs by {}, applying", guarded.target().name(), changes.size());
            Guard before = plan.before();
            try {
                Plan after = apply(guarded, planner, plan);
                return after.isEmpty()
                        ? new Outcome(Result.CHANGED, changes, Optional.of(before), Optional.empty(), false, false)
                                .without(after.problems())
                        : new Outcome(
                                Result.FAILED, changes, Optional.of(before), Optional.of(undone(after)), true, false);
            } catch (TargetException | RuntimeException e) {
                // From here on it may have changed something, so what it was about to do belongs in the report.
                return new Outcome(
                        Result.FAILED, changes, Optional.of(before), Optional.of(error(guarded, e)), false, false);
            }
        });
    }

    /** Returns the plan that was made last: an empty one, unless somebody is faster. */
    private static Plan apply(GuardedTarget guarded, Planner planner, Plan first) throws TargetException {
        Plan plan = first;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            plan.apply();
            plan = planner.plan();
            if (plan.isEmpty()) {
                return plan;
            }
            LOG.debug(
                    "{} differs again right after it was applied: {}",
                    guarded.target().name(),
                    plan.changes());
        }
        return plan;
    }

    private static String undone(Plan left) {
        return "applied, but what the target reads back still differs by "
                + left.changes().size() + " (first: " + left.changes().get(0)
                + "); look for another program that changes it";
    }

    /** Plans only; changes nothing. */
    public TargetReport preview(GuardedTarget guarded) {
        return timed(guarded, () -> {
            Plan plan = guarded.target().plan(guarded.wanted());
            return Outcome.of(plan.isEmpty() ? Result.IN_SYNC : Result.PENDING, plan);
        });
    }

    /** How the target stands; changes nothing. */
    public TargetStatus status(GuardedTarget guarded) {
        TargetReport report = preview(guarded);
        TargetStatus unknown = TargetStatus.unknown(report.name(), report.type());
        if (report.failed()) {
            return unknown.reported(report, Optional.empty());
        }
        try {
            return unknown.reported(report, Optional.of(guarded.target().enforced()));
        } catch (TargetException e) {
            TargetReport failed = timed(guarded, () -> {
                throw e;
            });
            return unknown.reported(failed, Optional.empty());
        }
    }

    private static TargetReport timed(GuardedTarget guarded, Work work) {
        long start = System.nanoTime();
        Outcome outcome;
        try {
            outcome = work.run();
        } catch (TargetException | RuntimeException e) {
            outcome = new Outcome(
                    Result.FAILED, List.of(), Optional.empty(), Optional.of(error(guarded, e)), false, false);
        }
        return new TargetReport(
                guarded.target().name(),
                guarded.type(),
                outcome.result(),
                outcome.changes(),
                outcome.before(),
                outcome.error(),
                outcome.isUndone(),
                outcome.isPartial(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    /** A bug in one target must not keep the others from being guarded. */
    private static String error(GuardedTarget guarded, Exception e) {
        if (e instanceof TargetException) {
            LOG.debug("{} failed", guarded.target().name(), e);
            return String.valueOf(e.getMessage());
        }
        LOG.error("{} failed unexpectedly", guarded.target().name(), e);
        return "unexpected: " + e;
    }

    private record Outcome(
            Result result,
            List<Change> changes,
            Optional<Guard> before,
            Optional<String> error,
            boolean isUndone,
            boolean isPartial) {
        static Outcome of(Result result, Plan plan) {
            Optional<Guard> before = plan.isEmpty() ? Optional.empty() : Optional.of(plan.before());
            return new Outcome(result, plan.changes(), before, Optional.empty(), false, false).without(plan.problems());
        }

        /** A target of which a part was left out has failed, whatever became of the rest. */
        Outcome without(List<String> problems) {
            return problems.isEmpty()
                    ? this
                    : new Outcome(
                            Result.FAILED,
                            changes,
                            before,
                            Optional.of(String.join("; ", problems)),
                            false,
                            result != Result.PENDING);
        }
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
