package io.originwall.agent.daemon.http;

import io.originwall.agent.event.Overview;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Traffic;
import io.originwall.net.Family;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What an {@link Overview} says at the moment it is asked. What is not known is left out, never told as 0. */
final class OverviewMetrics {
    private final Clock clock;

    OverviewMetrics(Clock clock) {
        this.clock = clock;
    }

    List<MetricSnapshot> snapshots(Overview overview, List<TargetStatus> targets) {
        Series alive = new Series("originwall_alive", "1 where the scheduler runs and no cycle is stuck.");
        Series age = new Series(
                "originwall_ranges_age_seconds",
                "Time since the source gave or confirmed the ranges in force; for the embedded copy, since it was taken.");
        Series lastGood = new Series(
                "originwall_ranges_last_good_fetch_timestamp_seconds",
                "When a fetch was last taken, in Unix time; absent where none was since the start.");
        Series blocks = new Series("originwall_ranges_blocks", "Blocks of the provider that are let in, by family.");
        Series state = new Series(
                "originwall_ranges_state",
                "1 for how the ranges in force were come by: fresh from the source, cached, or the embedded copy.");
        Series info = new Series("originwall_target_info", "1, with what the target is and what it enforces.");
        Series inSync = new Series(
                "originwall_target_in_sync", "1 where the last look found the target in sync or put it right, else 0.");
        Series lastReconciled = new Series(
                "originwall_target_last_reconcile_timestamp_seconds",
                "When the target was last reconciled, in Unix time.");
        // For one version: the name of 0.1.
        Series oldName = new Series(
                "originwall_target_last_look_timestamp_seconds",
                "Deprecated: originwall_target_last_reconcile_timestamp_seconds.");
        Series lastChange = new Series(
                "originwall_target_last_change_timestamp_seconds", "When we last changed the target, in Unix time.");
        Series packets = new Series(
                "originwall_packets",
                "Packets to the guarded ports, as the target counts them; in observe mode, denied means let through"
                        + " but not on the allow list.");

        alive.add(overview.isAlive() ? 1 : 0);
        overview.lastGoodFetch().ifPresent(then -> lastGood.add(seconds(then)));
        overview.ranges().ifPresent(ranges -> {
            age.add(Duration.between(ranges.fetchedAt(), clock.instant()).toMillis() / 1e3);
            blocks.add(ranges.count(Family.IPV4), "family", "ipv4");
            blocks.add(ranges.count(Family.IPV6), "family", "ipv6");
            for (Ranges.State each : Ranges.State.values()) {
                state.add(each == ranges.state() ? 1 : 0, "state", each.toString());
            }
        });
        for (TargetStatus target : targets) {
            String name = target.name();
            info.add(1, "target", name, "type", target.type(), "mode", mode(target));
            inSync.add(target.isInSync() ? 1 : 0, "target", name);
            target.lastReconciled().ifPresent(then -> {
                lastReconciled.add(seconds(then), "target", name);
                oldName.add(seconds(then), "target", name);
            });
            target.lastChange().ifPresent(then -> lastChange.add(seconds(then), "target", name));
            target.traffic().ifPresent(traffic -> add(packets, name, traffic));
        }
        return List.of(
                alive.gauge(),
                age.gauge(),
                lastGood.gauge(),
                blocks.gauge(),
                state.gauge(),
                info.gauge(),
                inSync.gauge(),
                lastReconciled.gauge(),
                oldName.gauge(),
                lastChange.gauge(),
                packets.counter());
    }

    private static void add(Series packets, String target, Traffic traffic) {
        add(packets, target, "ipv4", traffic.ipv4());
        add(packets, target, "ipv6", traffic.ipv6());
    }

    private static void add(Series packets, String target, String family, Traffic.Packets counted) {
        packets.add(counted.allowed(), "target", target, "family", family, "verdict", "allowed");
        packets.add(counted.denied(), "target", target, "family", family, "verdict", "denied");
    }

    private static String mode(TargetStatus target) {
        return target.enforced().map(Enforced::guard).map(OverviewMetrics::mode).orElse("unknown");
    }

    private static String mode(Guard guard) {
        return guard.isNone() ? "none" : guard.mode().name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1e3;
    }
}
