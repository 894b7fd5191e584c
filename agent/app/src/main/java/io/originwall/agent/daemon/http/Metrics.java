package io.originwall.agent.daemon.http;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventListener;
import io.originwall.agent.event.Overview;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Rejection;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts what happens, for Prometheus; what merely is so is read from the {@link Overview} when somebody asks. Safe for use by several
 * threads. deploy/monitoring/README.md lists every metric.
 */
public final class Metrics implements EventListener {
    private final Counter fetches =
            counter("originwall_ranges_fetches_total", "Fetches of the ranges, whatever came of them.");
    private final Counter rejected = counter(
            "originwall_ranges_rejected_total",
            "Fetches that gave nothing that is trusted, by reason; the last good list stayed in force.",
            "reason");
    private final Counter syncs =
            counter("originwall_syncs_total", "Looks at a target, by what came of them.", "target", "result");
    private final Histogram syncSeconds = Histogram.builder()
            .name("originwall_sync_duration_seconds")
            .help(
                    "Time from looking at a target until it was found in sync, put right, or failed; by what prompted it.")
            .labelNames("target", "cause")
            .classicOnly()
            .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .withoutExemplars()
            .build();
    private final Counter repairs = counter(
            "originwall_drift_repairs_total",
            "Changes by others that were put right, by how they were noticed.",
            "target",
            "cause");
    private final Counter fights =
            counter("originwall_fights_total", "Times that somebody else kept changing the target in a row.", "target");
    private final Counter watchRestarts = counter(
            "originwall_watch_restarts_total",
            "Times that a target's watch for changes by others ended and was started again.",
            "target");
    private final Counter reloads = counter("originwall_config_reloads_total", "Reloads of the config.", "result");
    private final Gauge reloadSuccessful = gauge(
            "originwall_config_last_reload_successful",
            "1 where the last config that was read is in force, 0 where it was refused and the one before stays.");
    private final Gauge reloadSuccessTime = gauge(
            "originwall_config_last_reload_success_timestamp_seconds",
            "When the config in force was taken, in Unix time.");
    private final Counter clockJumps = counter("originwall_clock_jumps_total", "Jumps of the wall clock.");
    private final Counter stateProblems = counter(
            "originwall_state_problems_total",
            "Times that something could not be kept in the state directory; the guard itself stood.");

    private final List<StatefulMetric<?, ?>> perTarget = List.of(syncs, syncSeconds, repairs, fights, watchRestarts);
    private final List<StatefulMetric<?, ?>> others =
            List.of(fetches, rejected, reloads, reloadSuccessful, reloadSuccessTime, clockJumps, stateProblems);

    private final OverviewMetrics standing;
    private final ProcessMetrics process;

    /** The targets that something happened at since the last reload. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * @param version of this build, as a label
     * @param clock tells how old the ranges are
     */
    public Metrics(String version, Clock clock) {
        standing = new OverviewMetrics(clock);
        process = new ProcessMetrics(version, clock.instant());
        for (Rejection reason : Rejection.values()) {
            rejected.initLabelValues(reason.toString());
        }
        reloads.initLabelValues("ok");
        reloads.initLabelValues("refused");
        // A daemon that runs has taken its config.
        taken(clock.instant());
    }

    @Override
    public void rangesFetched(Event.RangesFetched fetched) {
        fetches.inc();
    }

    @Override
    public void rangesRejected(Event.RangesRejected rejection) {
        fetches.inc();
        rejected.labelValues(rejection.reason().toString()).inc();
    }

    @Override
    public void fight(Event.Fight fight) {
        count(fights, fight.target());
    }

    @Override
    public void watchRestarted(Event.WatchRestarted restart) {
        count(watchRestarts, restart.target());
    }

    @Override
    public void configReloaded(Event.ConfigReloaded reload) {
        reloads.labelValues("ok").inc();
        taken(reload.at());
        keepOnlySeen();
    }

    @Override
    public void configRefused(Event.ConfigRefused refused) {
        reloads.labelValues("refused").inc();
        reloadSuccessful.set(0);
    }

    @Override
    public void clockJumped(Event.ClockJumped jumped) {
        clockJumps.inc();
    }

    @Override
    public void stateProblem(Event.StateProblem problem) {
        stateProblems.inc();
    }

    /** Everything as it is now; nothing of a target that the overview does not know any more. */
    MetricSnapshots snapshots(Overview overview) {
        List<TargetStatus> targets = overview.targets();
        Set<String> names = targets.stream().map(TargetStatus::name).collect(Collectors.toSet());
        keepOnly(names);
        names.forEach(this::startAtZero);
        Stream<MetricSnapshot> counted = Stream.concat(perTarget.stream(), others.stream())
                .map(StatefulMetric::collect)
                .filter(snapshot -> !snapshot.getDataPoints().isEmpty());
        List<MetricSnapshot> all = new ArrayList<>(counted.toList());
        all.addAll(standing.snapshots(overview, targets));
        all.addAll(process.snapshots());
        return new MetricSnapshots(all);
    }

    @Override
    public void synced(Event.Synced synced) {
        String target = synced.report().name();
        String cause = synced.cause().toString();
        seen.add(target);
        syncs.labelValues(target, synced.report().result().toString()).inc();
        syncSeconds.labelValues(target, cause).observe(synced.report().millis() / 1e3);
        if (synced.isRepair()) {
            repairs.labelValues(target, cause).inc();
        }
    }

    private void count(Counter counter, String target) {
        seen.add(target);
        counter.labelValues(target).inc();
    }

    private void taken(Instant at) {
        reloadSuccessful.set(1);
        reloadSuccessTime.set(at.toEpochMilli() / 1e3);
    }

    /** A rate is only seen by Prometheus where there was a value before the first count. */
    private void startAtZero(String target) {
        Stream.of(Result.IN_SYNC, Result.CHANGED, Result.FAILED)
                .forEach(result -> syncs.initLabelValues(target, result.toString()));
        Stream.of(Cause.values())
                .filter(Cause::isDrift)
                .forEach(cause -> repairs.initLabelValues(target, cause.toString()));
        fights.initLabelValues(target);
        watchRestarts.initLabelValues(target);
    }

    /** So that reloads, each with other targets, leave nothing behind even where nobody ever asks for metrics. */
    private void keepOnlySeen() {
        Set<String> stay = Set.copyOf(seen);
        seen.clear();
        keepOnly(stay);
    }

    private void keepOnly(Set<String> targets) {
        perTarget.forEach(metric -> metric.removeIf(labels -> !targets.contains(labels.get(0))));
    }

    private static Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .build();
    }

    private static Gauge gauge(String name, String help) {
        return Gauge.builder().name(name).help(help).withoutExemplars().build();
    }
}
