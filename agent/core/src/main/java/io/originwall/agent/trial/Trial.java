package io.originwall.agent.trial;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.SyncService;
import io.originwall.api.Guard;
import io.originwall.api.Parallel;
import io.originwall.api.Snapshot;
import io.originwall.api.TargetException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One trial: puts the wanted guards up, then waits for {@link Confirmation}, and puts every target back as it was when none comes in time.
 * Where the target can (nftables), newly guarded ports open by themselves even if this process is killed. The caller holds the state lock.
 */
public final class Trial {
    /** Who holds the state lock while a trial runs. */
    public static final String HOLDER = "trial";

    private static final Duration POLL = Duration.ofMillis(100);

    /** A kill that hits the whole process group hits the undo's own commands too; the next attempt is out of its reach. */
    private static final int UNDO_ATTEMPTS = 3;

    private final SyncService service;
    private final TrialFile file;
    private final Duration time;
    private final List<GuardedTarget> wanted;
    private final Map<GuardedTarget, Before> before;
    private TrialState state = TrialState.RUNNING;

    /** What was at a target. */
    private record Before(Snapshot snapshot, Guard guard) {}

    private Trial(TrialFile file, Duration time, Map<GuardedTarget, Before> before, SyncService service) {
        this.file = file;
        this.service = service;
        this.time = time;
        this.wanted = List.copyOf(before.keySet());
        this.before = before;
    }

    /**
     * Remembers what is at each target now; changes nothing yet.
     *
     * @throws TargetException if a target cannot be put back, or cannot say what is there
     */
    public static Trial prepare(
            StateDirectory directory, Duration time, List<GuardedTarget> wanted, SyncService service)
            throws TargetException {
        Map<GuardedTarget, Before> before = new LinkedHashMap<>();
        for (GuardedTarget target : wanted) {
            before.put(
                    target,
                    new Before(
                            target.restorable().snapshot(),
                            target.target().enforced().guard()));
        }
        return new Trial(new TrialFile(directory), time, before, service);
    }

    /** Puts the guards up. If any target fails, all are put back before this returns. */
    public synchronized List<TargetReport> start() throws StateException {
        file.write(TrialState.RUNNING);
        List<TargetReport> reports = Parallel.each(
                wanted, target -> sync(target.wanting(target.wanted().onTrial(time))));
        if (anyFailed(reports)) {
            undo();
        }
        return reports;
    }

    /** Waits for the confirmation; false when the time is up, or somebody ends it, or the trial was undone meanwhile. */
    public boolean awaitConfirmation() throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0 && !isOver() && !file.endRequested()) {
            if (file.confirmationRequested()) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        return false;
    }

    /** Makes the guards permanent. If any target fails, all are put back. */
    public synchronized List<TargetReport> keep() throws StateException {
        if (isOver()) {
            return List.of();
        }
        List<TargetReport> reports = Parallel.each(wanted, this::sync);
        if (anyFailed(reports)) {
            undo();
        } else {
            finish(TrialState.CONFIRMED);
        }
        return reports;
    }

    /** Puts every target back as it was; once, however often it is called. */
    public synchronized List<TargetReport> undo() throws StateException {
        if (isOver()) {
            return List.of();
        }
        List<TargetReport> reports = restore();
        for (int attempt = 2; attempt <= UNDO_ATTEMPTS && anyFailed(reports); attempt++) {
            reports = restore();
        }
        finish(anyFailed(reports) ? TrialState.FAILED : TrialState.UNDONE);
        return reports;
    }

    private List<TargetReport> restore() {
        return Parallel.each(wanted, target -> {
            Before then = Objects.requireNonNull(before.get(target));
            return service.restore(target, then.snapshot(), then.guard());
        });
    }

    private TargetReport sync(GuardedTarget guarded) {
        return service.reconcile(guarded, Cause.REQUEST);
    }

    private static boolean anyFailed(List<TargetReport> reports) {
        return reports.stream().anyMatch(TargetReport::failed);
    }

    public synchronized boolean isOver() {
        return state != TrialState.RUNNING;
    }

    public synchronized TrialState state() {
        return state;
    }

    private void finish(TrialState end) throws StateException {
        state = end;
        file.clearRequests();
        file.write(end);
    }
}
