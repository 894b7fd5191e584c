package io.originwall.agent.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told to Prometheus, line by line. */
class MetricsTest {
    private static final Instant NOW = FakeOverview.NOW;

    private final FakeOverview overview = FakeOverview.ready();
    private final Metrics metrics = new Metrics("1.2.3", Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void ofTheRanges() {
        assertThat(lines(
                        "originwall_ranges_age",
                        "originwall_ranges_last",
                        "originwall_ranges_bl",
                        "originwall_ranges_s"))
                .containsExactlyInAnyOrder(
                        "originwall_ranges_age_seconds 3600.0",
                        "originwall_ranges_last_good_fetch_timestamp_seconds 1.795338E9",
                        "originwall_ranges_blocks{family=\"ipv4\"} 2.0",
                        "originwall_ranges_blocks{family=\"ipv6\"} 1.0",
                        "originwall_ranges_state{state=\"fresh\"} 1.0",
                        "originwall_ranges_state{state=\"cached\"} 0.0",
                        "originwall_ranges_state{state=\"embedded\"} 0.0");
    }

    @Test
    void ofFetches() {
        metrics.accept(new Event.RangesFetched(NOW, FakeOverview.ranges(Ranges.State.FRESH), true));
        metrics.accept(new Event.RangesRejected(NOW, Rejection.TOO_BROAD, List.of("too broad"), Optional.empty()));

        assertThat(lines("originwall_ranges_fetches")).containsExactly("originwall_ranges_fetches_total 2.0");
        assertThat(lines("originwall_ranges_rejected"))
                .contains("originwall_ranges_rejected_total{reason=\"too-broad\"} 1.0")
                .contains("originwall_ranges_rejected_total{reason=\"unreachable\"} 0.0")
                .hasSize(Rejection.values().length);
    }

    @Test
    void ofTargets() {
        overview.setTargets(
                FakeOverview.inSync("host"),
                FakeOverview.standing("old", FakeOverview.report("old", Result.FAILED), Optional.empty()),
                FakeOverview.notLookedAt("new"));

        assertThat(lines("originwall_target_"))
                .containsExactlyInAnyOrder(
                        "originwall_target_info{mode=\"enforce\",target=\"host\",type=\"nftables\"} 1.0",
                        "originwall_target_info{mode=\"unknown\",target=\"old\",type=\"nftables\"} 1.0",
                        "originwall_target_info{mode=\"unknown\",target=\"new\",type=\"nftables\"} 1.0",
                        "originwall_target_in_sync{target=\"host\"} 1.0",
                        "originwall_target_in_sync{target=\"old\"} 0.0",
                        "originwall_target_in_sync{target=\"new\"} 0.0",
                        "originwall_target_last_reconcile_timestamp_seconds{target=\"host\"} 1.7953416E9",
                        "originwall_target_last_look_timestamp_seconds{target=\"host\"} 1.7953416E9",
                        "originwall_target_last_reconcile_timestamp_seconds{target=\"old\"} 1.7953416E9",
                        "originwall_target_last_look_timestamp_seconds{target=\"old\"} 1.7953416E9",
                        "originwall_target_last_change_timestamp_seconds{target=\"host\"} 1.795338E9",
                        "originwall_target_last_change_timestamp_seconds{target=\"old\"} 1.795338E9");
    }

    @Test
    void ofSyncs() {
        metrics.accept(synced("host", Cause.WATCH, Result.CHANGED));
        metrics.accept(synced("host", Cause.RANGES, Result.CHANGED));
        metrics.accept(synced("host", Cause.POLL, Result.IN_SYNC));
        metrics.accept(synced("host", Cause.RETRY, Result.FAILED));

        assertThat(lines("originwall_syncs_total"))
                .containsExactlyInAnyOrder(
                        "originwall_syncs_total{result=\"changed\",target=\"host\"} 2.0",
                        "originwall_syncs_total{result=\"in-sync\",target=\"host\"} 1.0",
                        "originwall_syncs_total{result=\"failed\",target=\"host\"} 1.0");
        assertThat(lines("originwall_drift_repairs"))
                .containsExactlyInAnyOrder(
                        "originwall_drift_repairs_total{cause=\"watch\",target=\"host\"} 1.0",
                        "originwall_drift_repairs_total{cause=\"poll\",target=\"host\"} 0.0");
        assertThat(lines("originwall_sync_duration_seconds_"))
                .contains(
                        "originwall_sync_duration_seconds_count{cause=\"watch\",target=\"host\"} 1",
                        "originwall_sync_duration_seconds_sum{cause=\"watch\",target=\"host\"} 0.012",
                        "originwall_sync_duration_seconds_bucket{cause=\"watch\",target=\"host\",le=\"0.01\"} 0",
                        "originwall_sync_duration_seconds_bucket{cause=\"watch\",target=\"host\",le=\"0.025\"} 1");
    }

    @Test
    void ofFightsAndWatches() {
        metrics.accept(new Event.Fight(NOW, "host", 5, Duration.ofSeconds(10)));
        metrics.accept(new Event.WatchRestarted(NOW, "host"));
        metrics.accept(new Event.WatchRestarted(NOW, "host"));

        assertThat(lines("originwall_fights", "originwall_watch"))
                .containsExactlyInAnyOrder(
                        "originwall_fights_total{target=\"host\"} 1.0",
                        "originwall_watch_restarts_total{target=\"host\"} 2.0");
    }

    @Test
    void everyTargetStartsAtZero() {
        assertThat(lines("originwall_syncs", "originwall_drift", "originwall_fights", "originwall_watch"))
                .hasSize(3 + 2 + 1 + 1)
                .allMatch(line -> line.contains("target=\"host\"") && line.endsWith(" 0.0"));
    }

    @Test
    void ofPacketsAsTheTargetCountsThem() {
        overview.setTargets(
                FakeOverview.standing("host", FakeOverview.report("host", Result.IN_SYNC), FakeOverview.traffic(7, 3)),
                FakeOverview.standing("uncounted", FakeOverview.report("uncounted", Result.IN_SYNC), Optional.empty()));

        assertThat(lines("originwall_packets"))
                .containsExactlyInAnyOrder(
                        "originwall_packets_total{family=\"ipv4\",target=\"host\",verdict=\"allowed\"} 7.0",
                        "originwall_packets_total{family=\"ipv4\",target=\"host\",verdict=\"denied\"} 3.0",
                        "originwall_packets_total{family=\"ipv6\",target=\"host\",verdict=\"allowed\"} 7.0",
                        "originwall_packets_total{family=\"ipv6\",target=\"host\",verdict=\"denied\"} 3.0");
    }

    /** The kernel counts anew when its table is made anew; Prometheus understands that, and expects it to be told. */
    @Test
    void packetsThatAreCountedAnewStartAnew() {
        lines("originwall_packets");
        overview.setTargets(
                FakeOverview.standing("host", FakeOverview.report("host", Result.IN_SYNC), FakeOverview.traffic(0, 1)));

        assertThat(lines("originwall_packets_total{family=\"ipv4\",target=\"host\",verdict=\"allowed\"}"))
                .containsExactly("originwall_packets_total{family=\"ipv4\",target=\"host\",verdict=\"allowed\"} 0.0");
    }

    @Test
    void ofTheConfig() {
        assertThat(lines("originwall_config"))
                .containsExactlyInAnyOrder(
                        "originwall_config_last_reload_successful 1.0",
                        "originwall_config_last_reload_success_timestamp_seconds 1.7953416E9",
                        "originwall_config_reloads_total{result=\"ok\"} 0.0",
                        "originwall_config_reloads_total{result=\"refused\"} 0.0");

        metrics.accept(new Event.ConfigRefused(NOW.plusSeconds(100), List.of("config.yaml:1:1: no")));

        assertThat(lines("originwall_config"))
                .containsExactlyInAnyOrder(
                        "originwall_config_last_reload_successful 0.0",
                        "originwall_config_last_reload_success_timestamp_seconds 1.7953416E9",
                        "originwall_config_reloads_total{result=\"ok\"} 0.0",
                        "originwall_config_reloads_total{result=\"refused\"} 1.0");

        metrics.accept(new Event.ConfigReloaded(NOW.plusSeconds(200), List.of()));

        assertThat(lines("originwall_config"))
                .containsExactlyInAnyOrder(
                        "originwall_config_last_reload_successful 1.0",
                        "originwall_config_last_reload_success_timestamp_seconds 1.7953418E9",
                        "originwall_config_reloads_total{result=\"ok\"} 1.0",
                        "originwall_config_reloads_total{result=\"refused\"} 1.0");
    }

    @Test
    void ofTheDaemonItself() {
        metrics.accept(new Event.ClockJumped(NOW, Duration.ofHours(1)));
        metrics.accept(new Event.StateProblem(NOW, "disk full"));
        overview.setAlive(false);

        assertThat(lines("originwall_alive", "originwall_clock", "originwall_state", "originwall_build"))
                .containsExactlyInAnyOrder(
                        "originwall_alive 0.0",
                        "originwall_clock_jumps_total 1.0",
                        "originwall_state_problems_total 1.0",
                        "originwall_build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"} 1.0");
    }

    @Test
    void ofTheProcess() {
        Pattern plausible = Pattern.compile("\\S+ [1-9]\\S*");
        assertThat(lines("process_"))
                .hasSize(5)
                .allMatch(plausible.asMatchPredicate())
                .anySatisfy(line -> assertThat(Double.parseDouble(line.substring(line.indexOf(' '))))
                        .as(line)
                        .isGreaterThan(10_000_000));
        // By the clock: /proc/stat, which the time of boot would come from, is not to be seen in the unit.
        assertThat(lines("process_start_time_seconds").get(0).split(" ", 2)[1])
                .satisfies(start -> assertThat(Double.parseDouble(start)).isEqualTo(NOW.toEpochMilli() / 1e3));
    }

    @Test
    void aTargetThatIsGoneLeavesNothing() {
        metrics.accept(synced("old", Cause.WATCH, Result.CHANGED));
        metrics.accept(new Event.Fight(NOW, "old", 5, Duration.ofSeconds(10)));
        metrics.accept(new Event.WatchRestarted(NOW, "old"));
        overview.setTargets(FakeOverview.inSync("old"), FakeOverview.inSync("host"));
        assertThat(lines("originwall_")).anyMatch(isOf("old"));

        overview.setTargets(FakeOverview.inSync("host"));

        assertThat(lines("originwall_")).noneMatch(isOf("old")).anyMatch(isOf("host"));
    }

    /** Nobody may ever ask for metrics; targets that come and go with reloads must not pile up. */
    @Test
    void reloadsForgetTargetsThatNothingHappensAtAnyMore() {
        metrics.accept(synced("old", Cause.WATCH, Result.CHANGED));
        metrics.accept(synced("host", Cause.WATCH, Result.CHANGED));
        metrics.accept(new Event.ConfigReloaded(NOW, List.of()));
        metrics.accept(synced("host", Cause.RELOAD, Result.IN_SYNC));
        metrics.accept(new Event.ConfigReloaded(NOW, List.of()));
        overview.setTargets(FakeOverview.inSync("old"), FakeOverview.inSync("host"));

        assertThat(lines("originwall_drift_repairs"))
                .contains(
                        "originwall_drift_repairs_total{cause=\"watch\",target=\"old\"} 0.0",
                        "originwall_drift_repairs_total{cause=\"watch\",target=\"host\"} 1.0");
    }

    @Test
    void namesMayHoldAnything() {
        overview.setTargets(FakeOverview.inSync("a\"b\\c\nd{}é"));

        assertThat(lines("originwall_target_in_sync"))
                .containsExactly("originwall_target_in_sync{target=\"a\\\"b\\\\c\\nd{}é\"} 1.0");
    }

    @Test
    void countsWhileItIsAsked() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = Stream.of("a", "b", "c", "d")
                    .<Future<?>>map(name -> threads.submit(() -> {
                        for (int i = 0; i < 1000; i++) {
                            metrics.accept(synced(name, Cause.POLL, Result.CHANGED));
                        }
                    }))
                    .toList();
            overview.setTargets(
                    Stream.of("a", "b", "c", "d").map(FakeOverview::inSync).toArray(TargetStatus[]::new));
            while (!running.stream().allMatch(Future::isDone)) {
                lines("originwall_");
            }
        } finally {
            threads.shutdown();
        }

        assertThat(lines("originwall_syncs_total{result=\"changed\""))
                .hasSize(4)
                .allMatch(line -> line.endsWith(" 1000.0"));
    }

    private static Event synced(String target, Cause cause, Result result) {
        return new Event.Synced(NOW, cause, FakeOverview.report(target, result), FakeOverview.GUARD);
    }

    private static Predicate<String> isOf(String target) {
        return line -> line.contains("target=\"" + target + "\"");
    }

    /** The values that are told under names that begin so. */
    private List<String> lines(String... starts) {
        Response response = Routes.metrics(Routes.PROMETHEUS, metrics.snapshots(overview));
        return StandardCharsets.UTF_8
                .decode(response.body())
                .toString()
                .lines()
                .filter(line -> Stream.of(starts).anyMatch(line::startsWith))
                .toList();
    }
}
