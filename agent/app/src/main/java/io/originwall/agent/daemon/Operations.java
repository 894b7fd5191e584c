package io.originwall.agent.daemon;

import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.trial.TrialState;
import io.originwall.api.TargetException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a person asks of the running daemon: sync, remove, trial, confirm. Each waits for its outcome on the caller's thread, and what it
 * says of the state (rather than of a target) goes to a consumer of lines. No repair waits for them. Thread-safe.
 */
public final class Operations {
    private final RangesWorker ranges;
    private final TargetWorkers targets;
    private final WorkerContext context;
    private final Configs configs;

    /** Held while the config changes hands: by a reload, a confirmation, the start of a trial. */
    private final ReentrantLock handover = new ReentrantLock();

    private volatile Optional<ConfigTrial> trial = Optional.empty();
    private volatile boolean closed;

    /** The config that the daemon goes by. */
    interface Configs {
        LoadedConfig enforced();

        /** From now on by this one; returns what of it cannot be yet, one line each. */
        List<String> enforce(LoadedConfig next);

        /** The variables that it was read with are the daemon's from now on. */
        void adopt(LoadedConfig tried);

        /**
         * A start that finds this one goes by the one that was accepted last.
         *
         * @throws StateException if that cannot be kept
         */
        void reject(LoadedConfig tried) throws StateException;
    }

    Operations(RangesWorker ranges, TargetWorkers targets, WorkerContext context, Configs configs) {
        this.ranges = ranges;
        this.targets = targets;
        this.context = context;
        this.configs = configs;
    }

    /**
     * One cycle. What was removed by hand is guarded again.
     *
     * @param names of the targets
     * @param acceptance for the fetch; empty to ask nobody and go by the ranges in force
     * @throws NoTrustworthyRangesException if there are none
     */
    public Cycle sync(Collection<String> names, Optional<Acceptance> acceptance, Consumer<String> problems)
            throws NoTrustworthyRangesException, TrialRunningException, InterruptedException {
        refuseInTrial();
        Ranges inForce = ranges(acceptance);
        refuseInTrial();
        List<TargetWorker> workers = named(names);
        workers.forEach(worker -> restore(worker, problems));
        return new Cycle(Optional.of(inForce), Reports.of(workers, Cause.REQUEST));
    }

    private Ranges ranges(Optional<Acceptance> acceptance) throws NoTrustworthyRangesException {
        return acceptance.isPresent()
                ? ranges.fetchUnlessTooOften(acceptance.get())
                : context.sync()
                        .inForce()
                        .orElseThrow(() -> new NoTrustworthyRangesException(
                                Rejection.STATE, List.of("there are no ranges yet: run originwall sync")));
    }

    private static void restore(TargetWorker worker, Consumer<String> problems) {
        try {
            worker.restore();
        } catch (StateException e) {
            problems.accept(e.getMessage() + "; a restart of the daemon finds it removed");
        }
    }

    /** Takes the guards out, whatever else goes on; a trial ends. They stay out until a sync. */
    public Cycle remove(Collection<String> names, GuardRemoval removal, Consumer<String> problems)
            throws InterruptedException {
        trial.ifPresent(ConfigTrial::endByRemoval);
        endTrial();
        List<TargetWorker> workers = named(names);
        // First, so that not even a power cut in between brings back what was removed.
        for (TargetWorker worker : workers) {
            try {
                context.removals().record(worker.name(), removal);
            } catch (StateException e) {
                problems.accept(e.getMessage() + "; a restart of the daemon puts the guard up again");
            }
            worker.remove(removal);
            context.boot().forget(worker.target());
        }
        Cycle cycle = new Cycle(Optional.empty(), Reports.of(workers, Cause.REQUEST));
        cycle.reports().stream()
                .filter(TargetReport::stands)
                .forEach(report -> context.events()
                        .accept(new Event.GuardRemoved(removal.at(), report.name(), removal.at(), removal.by())));
        return cycle;
    }

    private void endTrial() throws InterruptedException {
        Optional<ConfigTrial> running = trial;
        if (running.isPresent()) {
            List<TargetReport> unused = undo(running.get());
            running.get().awaitEnd();
        }
    }

    /** A trial that was begun, and what came of it so far. */
    public record Begun(ConfigTrial trial, Cycle cycle) {}

    /**
     * Puts the guards of this config up for a time. Where a target fails, all of them are put back before this returns.
     *
     * @param offline asks nobody, and goes by the ranges in force
     * @throws NoTrustworthyRangesException if there are no ranges
     * @throws StateException if it cannot be kept that this config is not confirmed: nothing was changed
     * @throws TargetException if a target cannot be put back, and so cannot be on trial: nothing was changed
     */
    public Begun startTrial(LoadedConfig tried, Duration time, boolean offline)
            throws NoTrustworthyRangesException, TrialRunningException, InterruptedException, StateException,
                    TargetException {
        refuseInTrial();
        TargetWorkers.requireRestorable(tried.config());
        Ranges inForce = ranges(offline ? Optional.empty() : Optional.of(Acceptance.BY_RULES));
        ConfigTrial begun;
        handover.lockInterruptibly();
        try {
            refuseInTrial();
            if (closed) {
                throw new StateException("the daemon is stopping");
            }
            if (!isEnforced(tried)) {
                configs.reject(tried);
            }
            begun = new ConfigTrial(tried, inForce, time, targets);
            trial = Optional.of(begun);
        } finally {
            handover.unlock();
        }
        Cycle cycle = begun.start();
        if (cycle.anyFailed()) {
            List<TargetReport> unused = undo(begun);
        }
        return new Begun(begun, cycle);
    }

    private boolean isEnforced(LoadedConfig other) {
        return other.text().digest().equals(configs.enforced().text().digest());
    }

    /** The trial that runs; empty where there is none. */
    public Optional<ConfigTrial> trial() {
        return trial;
    }

    /** Puts everything back, if this trial is not over; empty where it is, or somebody else ends it. */
    public List<TargetReport> undo(ConfigTrial begun) throws InterruptedException {
        if (!begun.claim()) {
            return List.of();
        }
        boolean putBack = false;
        try {
            List<TargetReport> reports = begun.undo(targets);
            putBack = reports.stream().allMatch(TargetReport::stands);
            return reports;
        } finally {
            trial = Optional.empty();
            begun.ended(putBack ? TrialState.UNDONE : TrialState.FAILED);
        }
    }

    /**
     * Makes the guards on trial permanent, and the config that was tried the daemon's own. If a target fails, everything is put back.
     *
     * @return empty where the trial is over, or somebody else ends it
     */
    public List<TargetReport> confirm(ConfigTrial begun, Consumer<String> problems) throws InterruptedException {
        if (!begun.claim()) {
            return List.of();
        }
        TrialState end = TrialState.FAILED;
        handover.lock();
        try {
            LoadedConfig before = configs.enforced();
            Map<String, GuardRemoval> removed = removed();
            // Two that work on one place must never be at it at once.
            begun.leave();
            configs.enforce(begun.tried()).forEach(problems);
            begun.resume();
            targets.all().forEach(worker -> restore(worker, problems));
            List<TargetReport> reports = Reports.of(targets.all(), Cause.REQUEST);
            if (reports.stream().allMatch(TargetReport::stands)) {
                configs.adopt(begun.tried());
                end = TrialState.CONFIRMED;
            } else {
                end = goBack(begun.tried(), before, removed, problems);
            }
            return reports;
        } finally {
            trial = Optional.empty();
            begun.ended(end);
            handover.unlock();
        }
    }

    /** Which guards are removed by hand, by the names of their targets. */
    private Map<String, GuardRemoval> removed() {
        Map<String, GuardRemoval> removed = new LinkedHashMap<>();
        targets.all().forEach(worker -> worker.removed().ifPresent(removal -> removed.put(worker.name(), removal)));
        return removed;
    }

    private TrialState goBack(
            LoadedConfig tried, LoadedConfig before, Map<String, GuardRemoval> removed, Consumer<String> problems)
            throws InterruptedException {
        configs.enforce(before).forEach(problems);
        try {
            for (Map.Entry<String, GuardRemoval> each : removed.entrySet()) {
                context.removals().record(each.getKey(), each.getValue());
            }
            if (!isEnforced(tried)) {
                configs.reject(tried);
            }
        } catch (StateException e) {
            problems.accept(String.valueOf(e.getMessage()));
        }
        for (TargetWorker worker : named(removed.keySet())) {
            Optional.ofNullable(removed.get(worker.name())).ifPresent(worker::remove);
            context.boot().forget(worker.target());
        }
        boolean stand = Reports.of(targets.all(), Cause.UNDO).stream().allMatch(TargetReport::stands);
        return stand ? TrialState.UNDONE : TrialState.FAILED;
    }

    /**
     * Changes the config, unless one is on trial.
     *
     * @throws TrialRunningException if one is: nothing was done
     */
    <T> T exchange(Supplier<T> reload) throws TrialRunningException {
        handover.lock();
        try {
            refuseInTrial();
            return reload.get();
        } finally {
            handover.unlock();
        }
    }

    /** No trial begins any more, and the one that runs is undone. */
    void close() throws InterruptedException {
        closed = true;
        endTrial();
    }

    private void refuseInTrial() throws TrialRunningException {
        Optional<ConfigTrial> running = trial;
        if (running.isPresent()) {
            throw new TrialRunningException(running.get().left());
        }
    }

    private List<TargetWorker> named(Collection<String> names) {
        return targets.all().stream()
                .filter(worker -> names.contains(worker.name()))
                .toList();
    }
}
