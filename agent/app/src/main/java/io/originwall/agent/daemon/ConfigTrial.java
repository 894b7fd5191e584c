package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.trial.TrialState;
import io.originwall.api.Parallel;
import io.originwall.net.AddressSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A config on trial: workers of its own take the places of the daemon's until it is over. Changes by others are repaired towards the trial
 * meanwhile, and new ranges wait. Thread-safe; whoever calls {@link #claim} first ends it.
 */
public final class ConfigTrial {
    private final LoadedConfig tried;
    private final Ranges ranges;
    private final long ends;
    private final Map<TargetConfig<?>, TargetWorker> trying = new LinkedHashMap<>();
    /** The daemon's own, whose places are taken. */
    private final Map<TargetConfig<?>, TargetWorker> suspended;

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile TrialState state = TrialState.RUNNING;
    private boolean removed;

    /**
     * Nothing is put up yet.
     *
     * @param ranges for all of the trial
     */
    ConfigTrial(LoadedConfig tried, Ranges ranges, Duration time, TargetWorkers targets) {
        Config config = tried.config();
        this.tried = tried;
        this.ranges = ranges;
        this.ends = System.nanoTime() + time.toNanos();
        AddressSet allow = AllowList.of(ranges, config.allow()).addresses();
        for (TargetConfig<?> target : config.targets()) {
            TargetWorker worker = targets.worker(config, target, Optional.empty());
            worker.tryOut(target.guard().allowing(allow), time);
            trying.put(target, worker);
        }
        this.suspended = targets.sharingPlaceWith(config.targets());
        suspended.values().forEach(TargetWorker::suspend);
    }

    LoadedConfig tried() {
        return tried;
    }

    /** Where the config on trial was read. */
    public Path file() {
        return tried.text().file();
    }

    public TrialState state() {
        return state;
    }

    /** Until it is undone by itself. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, ends - System.nanoTime()));
    }

    /** Puts the guards up. A target that is not done when the time is up has failed. */
    Cycle start() throws InterruptedException {
        // Two that work on one place must never be at it at once.
        suspended.values().forEach(TargetWorker::awaitIdle);
        return new Cycle(Optional.of(ranges), Reports.of(trying.values(), Cause.REQUEST, left()));
    }

    /** A removal ends it: what is put back is removed at once. */
    synchronized void endByRemoval() {
        removed = true;
        state = state == TrialState.UNDONE ? TrialState.REMOVED : state;
    }

    /** Is it the caller who ends it? */
    synchronized boolean claim() {
        boolean first = state == TrialState.RUNNING;
        state = first ? TrialState.ENDING : state;
        return first;
    }

    synchronized void ended(TrialState how) {
        state = removed && how == TrialState.UNDONE ? TrialState.REMOVED : how;
        over.countDown();
    }

    /** Waits until whoever ends it is done. */
    public void awaitEnd() throws InterruptedException {
        over.await();
    }

    /** Ends, and leaves the rules as they are; the daemon's own workers still wait for {@link #resume}. */
    void leave() {
        Parallel.each(List.copyOf(trying.values()), worker -> {
            worker.retire();
            worker.close();
            return worker;
        });
    }

    /** The daemon's own workers go on. */
    void resume() {
        suspended.values().forEach(TargetWorker::resume);
    }

    /**
     * Puts everything back: the daemon's own workers by their guards, and where there are none, nothing of ours.
     *
     * @param targets gets what could not be put back yet
     */
    List<TargetReport> undo(TargetWorkers targets) throws InterruptedException {
        List<TargetReport> reports = new ArrayList<>(Parallel.each(List.copyOf(trying.entrySet()), entry -> {
                    TargetWorker worker = entry.getValue();
                    worker.retire();
                    if (isCovered(entry.getKey())) {
                        worker.close();
                        return Optional.<TargetReport>empty();
                    }
                    TargetReport report = worker.clean(Cause.UNDO);
                    if (report.failed()) {
                        targets.cleanLater(entry.getKey(), worker);
                    } else {
                        worker.close();
                    }
                    return Optional.of(report);
                })
                .stream()
                .flatMap(Optional::stream)
                .toList());
        resume();
        reports.addAll(Reports.of(
                suspended.values().stream().filter(TargetWorker::isWanted).toList(), Cause.UNDO));
        return reports;
    }

    /** One of the daemon's own puts its guard up there. */
    private boolean isCovered(TargetConfig<?> target) {
        return suspended.entrySet().stream()
                .anyMatch(own -> own.getValue().isWanted() && own.getKey().sharesPlaceWith(target));
    }

    /** An ended watch is started again. */
    void checkWatches() {
        trying.values().forEach(TargetWorker::checkWatch);
    }

    /** How a target stands that is tried in place of the daemon's own of this name. */
    Optional<TargetStatus> status(String name) {
        return trying.values().stream()
                .filter(worker -> worker.name().equals(name))
                .map(TargetWorker::status)
                .findFirst();
    }
}
