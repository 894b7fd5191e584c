package io.originwall.agent.daemon;

import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.AcceptedConfig;
import io.originwall.agent.state.Removal;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.sync.SyncService;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a person asks of the running daemon: sync, remove, trial, confirm. Each waits for its outcome on the caller's thread, one at a time;
 * no repair waits for them. Thread-safe.
 */
public final class Operations {
    private final RangesWorker ranges;
    private final TargetWorkers targets;
    private final SyncService sync;
    private final AcceptedConfig accepted;
    private final TargetWorker.Surroundings around;
    private final Configs configs;

    /** Held while one of them is done, but not while a trial waits. */
    private final ReentrantLock lock = new ReentrantLock();

    private Optional<ConfigTrial> trial = Optional.empty();
    private TrialState lastTrial = TrialState.UNDONE;

    /** The config that the daemon goes by. */
    interface Configs {
        LoadedConfig enforced();

        /** From now on by this one; returns what of it cannot be yet, one line each. */
        List<String> enforce(LoadedConfig next);

        /** A start that finds this one goes by the one that was accepted last. */
        void reject(LoadedConfig tried);
    }

    /** How a trial stands. */
    public enum TrialState {
        RUNNING,
        CONFIRMED,
        UNDONE,
        /** It is over, and not every target could be put back, or made to stay. */
        FAILED
    }

    Operations(
            RangesWorker ranges,
            TargetWorkers targets,
            AcceptedConfig accepted,
            TargetWorker.Surroundings around,
            Configs configs) {
        this.ranges = ranges;
        this.targets = targets;
        this.sync = around.sync();
        this.accepted = accepted;
        this.around = around;
        this.configs = configs;
    }

    /**
     * One cycle. What was removed by hand is guarded again.
     *
     * @param names of the targets
     * @param acceptance for the fetch; empty to ask nobody and go by the ranges in force
     * @throws NoTrustworthyRangesException if there are none
     */
    public Cycle sync(Collection<String> names, Optional<Acceptance> acceptance)
            throws NoTrustworthyRangesException, TrialRunningException, InterruptedException {
        lock.lockInterruptibly();
        try {
            refuseInTrial();
            Ranges inForce = acceptance.isPresent()
                    ? ranges.fetch(acceptance.get())
                    : sync.inForce()
                            .orElseThrow(() -> new NoTrustworthyRangesException(
                                    Rejection.STATE, List.of("there are no ranges yet: run originwall sync")));
            List<TargetWorker> workers = named(names);
            workers.forEach(TargetWorker::restore);
            return new Cycle(Optional.of(inForce), ConfigTrial.reports(workers, Cause.REQUEST));
        } finally {
            lock.unlock();
        }
    }

    /** Takes the guards out, whatever else goes on; a trial ends. They stay out until a sync. */
    public Cycle remove(Collection<String> names, Removal removal) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (trial.isPresent()) {
                end(trial.get().undo());
            }
            List<TargetReport> reports =
                    named(names).stream().map(worker -> worker.remove(removal)).toList();
            names.forEach(name ->
                    around.events().accept(new Event.GuardRemoved(removal.at(), name, removal.at(), removal.by())));
            return new Cycle(Optional.empty(), reports);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts the guards of this config up for a time. Where a target fails, all of them are put back before this returns.
     *
     * @throws NoTrustworthyRangesException if there are no ranges
     */
    public Cycle startTrial(LoadedConfig tried, Duration time)
            throws NoTrustworthyRangesException, TrialRunningException, InterruptedException, StateException {
        lock.lockInterruptibly();
        try {
            refuseInTrial();
            Ranges inForce = ranges.fetch(Acceptance.BY_RULES);
            if (!tried.text().digest().equals(configs.enforced().text().digest())) {
                accepted.reject(tried.text().digest());
            }
            ConfigTrial begun = new ConfigTrial(tried, inForce, time, targets);
            trial = Optional.of(begun);
            lastTrial = TrialState.RUNNING;
            Cycle cycle = begun.start();
            if (cycle.anyFailed()) {
                end(begun.undo());
            }
            return cycle;
        } finally {
            lock.unlock();
        }
    }

    /** How the trial that was started last stands. */
    public TrialState trialState() {
        lock.lock();
        try {
            return lastTrial;
        } finally {
            lock.unlock();
        }
    }

    /** How long the trial still runs; empty where there is none. */
    public Optional<Duration> trialLeft() {
        lock.lock();
        try {
            return trial.map(ConfigTrial::left);
        } finally {
            lock.unlock();
        }
    }

    /** What is on trial; empty where there is none. */
    public Optional<LoadedConfig> onTrial() {
        lock.lock();
        try {
            return trial.map(ConfigTrial::tried);
        } finally {
            lock.unlock();
        }
    }

    /** Puts everything back, if the trial is not over. */
    public List<TargetReport> undoTrial() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return trial.isEmpty() ? List.of() : end(trial.get().undo());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes the guards on trial permanent, and the config that was tried the daemon's own. If a target fails, everything is put back.
     *
     * @return empty where no trial is running
     */
    public List<TargetReport> confirmTrial() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (trial.isEmpty()) {
                return List.of();
            }
            ConfigTrial confirmed = trial.get();
            LoadedConfig before = configs.enforced();
            // Two that work on one place must never be at it at once.
            confirmed.leave();
            configs.enforce(confirmed.tried());
            confirmed.resume();
            trial = Optional.empty();
            targets.all().forEach(TargetWorker::restore);
            List<TargetReport> reports = ConfigTrial.reports(targets.all(), Cause.REQUEST);
            if (reports.stream().allMatch(TargetReport::stands)) {
                lastTrial = TrialState.CONFIRMED;
            } else {
                configs.enforce(before);
                configs.reject(confirmed.tried());
                end(ConfigTrial.reports(targets.all(), Cause.UNDO));
            }
            return reports;
        } finally {
            lock.unlock();
        }
    }

    private List<TargetReport> end(List<TargetReport> reports) {
        trial = Optional.empty();
        lastTrial = reports.stream().allMatch(TargetReport::stands) ? TrialState.UNDONE : TrialState.FAILED;
        return reports;
    }

    private void refuseInTrial() throws TrialRunningException {
        if (trial.isPresent()) {
            throw new TrialRunningException(trial.get().left());
        }
    }

    private List<TargetWorker> named(Collection<String> names) {
        return targets.all().stream()
                .filter(worker -> names.contains(worker.name()))
                .toList();
    }
}
