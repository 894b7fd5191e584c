package io.originwall.agent.trial;

import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.Reconciler;
import io.originwall.agent.sync.TargetReport;
import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One trial: puts the wanted guards up, then waits for {@link Confirmation}, and puts every target back as it was when none comes in time.
 * Where the target can (nftables), newly guarded ports open by themselves even if this process is killed. The caller holds the state lock.
 */
public final class Trial {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Reconciler reconciler;
    private final TrialFile file;
    private final Duration time;
    private final List<GuardedTarget> wanted;
    private final List<GuardedTarget> before;
    private boolean over;

    private Trial(TrialFile file, Duration time, List<GuardedTarget> wanted, List<GuardedTarget> before) {
        this.reconciler = new Reconciler();
        this.file = file;
        this.time = time;
        this.wanted = wanted;
        this.before = before;
    }

    /**
     * Remembers what each target enforces now; changes nothing yet.
     *
     * @throws TargetException if a target cannot say: what is not known cannot be put back
     */
    public static Trial prepare(Path stateDirectory, Duration time, List<GuardedTarget> wanted) throws TargetException {
        List<GuardedTarget> before = new ArrayList<>(wanted.size());
        for (GuardedTarget target : wanted) {
            Guard now = target.target().enforced().guard();
            before.add(target.wanting(now.trial().isPresent() ? Guard.none() : now));
        }
        return new Trial(new TrialFile(stateDirectory), time, wanted, before);
    }

    /** Puts the guards up. If any target fails, all are put back before this returns. */
    public synchronized List<TargetReport> start() throws StateException {
        file.write(TrialFile.State.RUNNING);
        List<TargetReport> reports = Cycle.each(
                wanted, target -> reconciler.sync(target.wanting(target.wanted().onTrial(time))));
        if (reports.stream().anyMatch(TargetReport::failed)) {
            undo();
        }
        return reports;
    }

    /** Waits for the confirmation; false when the time is up, or the trial was undone meanwhile. */
    public boolean awaitConfirmation() throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0 && !isOver()) {
            if (file.confirmationRequested()) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        return false;
    }

    /** Makes the guards permanent. If any target fails, all are put back. */
    public synchronized List<TargetReport> keep() throws StateException {
        if (over) {
            return List.of();
        }
        List<TargetReport> reports = Cycle.each(wanted, reconciler::sync);
        if (reports.stream().anyMatch(TargetReport::failed)) {
            undo();
        } else {
            finish(TrialFile.State.CONFIRMED);
        }
        return reports;
    }

    /** Puts every target back as it was; once, however often it is called. */
    public synchronized List<TargetReport> undo() throws StateException {
        if (over) {
            return List.of();
        }
        List<TargetReport> reports = Cycle.each(before, reconciler::sync);
        boolean failed = reports.stream().anyMatch(TargetReport::failed);
        finish(failed ? TrialFile.State.FAILED : TrialFile.State.UNDONE);
        return reports;
    }

    public synchronized boolean isOver() {
        return over;
    }

    private void finish(TrialFile.State end) throws StateException {
        over = true;
        file.clearRequest();
        file.write(end);
    }
}
