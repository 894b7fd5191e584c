package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.Cycle;
import io.originwall.net.AddressSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A config on trial: workers of its own take the places of the daemon's until it is over. Changes by others are repaired towards the trial
 * meanwhile, and new ranges wait. Used under the lock of {@link Operations}.
 */
final class ConfigTrial {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigTrial.class);

    private final LoadedConfig tried;
    private final Ranges ranges;
    private final long ends;
    private final Map<TargetConfig<?>, TargetWorker> trying = new LinkedHashMap<>();
    private final List<TargetWorker> suspended;

    /**
     * Puts the guards up.
     *
     * @param ranges for all of the trial
     */
    ConfigTrial(LoadedConfig tried, Ranges ranges, Duration time, TargetWorkers targets) {
        Config config = tried.config();
        this.tried = tried;
        this.ranges = ranges;
        this.ends = System.nanoTime() + time.toNanos();
        this.suspended = targets.takenOverBy(config);
        suspended.forEach(TargetWorker::suspend);
        AddressSet allow = AllowList.of(ranges, config.allow()).addresses();
        for (TargetConfig<?> target : config.targets()) {
            TargetWorker worker = targets.worker(config, target, Optional.empty());
            worker.tryOut(target.guard().allowing(allow), time);
            trying.put(target, worker);
        }
    }

    LoadedConfig tried() {
        return tried;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, ends - System.nanoTime()));
    }

    Cycle start() throws InterruptedException {
        return new Cycle(Optional.of(ranges), reports(trying.values(), Cause.REQUEST));
    }

    /** Asks these for a look, and waits for it. One that was taken out of the config meanwhile has no report. */
    static List<TargetReport> reports(Collection<TargetWorker> workers, Cause cause) throws InterruptedException {
        List<CompletableFuture<TargetReport>> asked =
                workers.stream().map(worker -> worker.request(cause)).toList();
        List<TargetReport> reports = new ArrayList<>();
        for (CompletableFuture<TargetReport> report : asked) {
            try {
                reports.add(report.get());
            } catch (CancellationException gone) {
                LOG.debug("a target was taken out of the config while it was asked for");
            } catch (ExecutionException e) {
                throw new IllegalStateException("a report is completed or cancelled, never failed", e);
            }
        }
        return reports;
    }

    /** Ends, and leaves the rules as they are; the daemon's own workers still wait for {@link #resume}. */
    void leave() {
        trying.values().forEach(TargetWorker::retire);
        trying.values().forEach(TargetWorker::close);
    }

    /** The daemon's own workers go on. */
    void resume() {
        suspended.forEach(TargetWorker::resume);
    }

    private static boolean isPlaceOf(TargetWorker worker, TargetConfig<?> target) {
        return worker.type().equals(target.type())
                && (target.provider().isSingle() || worker.name().equals(target.name()));
    }

    /** Puts everything back: the daemon's own workers by their guards, and where there are none, nothing of ours. */
    List<TargetReport> undo() throws InterruptedException {
        trying.values().forEach(TargetWorker::retire);
        suspended.forEach(TargetWorker::resume);
        List<TargetWorker> own =
                suspended.stream().filter(TargetWorker::isWanted).toList();
        List<TargetReport> reports = new ArrayList<>();
        trying.forEach((target, worker) -> {
            if (own.stream().noneMatch(other -> isPlaceOf(other, target))) {
                reports.add(worker.clean(Cause.UNDO));
            }
        });
        reports.addAll(reports(own, Cause.UNDO));
        trying.values().forEach(TargetWorker::close);
        return reports;
    }
}
