package io.originwall.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.LogConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.net.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lines are an interface: people's parsers lean on them. */
class EventLogTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    private final Captured log = new Captured().daemon(LogConfig.Format.TEXT, LogConfig.Level.DEBUG);
    private final EventLog events = new EventLog(log.logger());

    @Test
    void aQuietCycleIsHeardAtDebugOnly() {
        assertThat(told(synced(Cause.POLL, Result.IN_SYNC)))
                .isEqualTo("level=debug event=synced target=host cause=poll result=in-sync changes=0 millis=41");
        assertThat(told(new Event.RangesFetched(AT, ranges(), false)))
                .isEqualTo("level=debug event=ranges-fetched origin=cloudflare changed=false ipv4=2 ipv6=1");
    }

    @Test
    void aChangeSaysWhatChanged() {
        assertThat(told(synced(Cause.RANGES, Result.CHANGED, Change.add("103.21.244.0/22"), Change.remove("8443/tcp"))))
                .isEqualTo("level=info event=synced target=host cause=ranges result=changed changes=2 millis=41"
                        + " what=\"+ 103.21.244.0/22; - 8443/tcp\"");
    }

    @Test
    void ofManyChangesOnlyTheFirstAreShown() {
        Change[] many = IntStream.range(0, 5).mapToObj(Change::add).toArray(Change[]::new);

        assertThat(told(synced(Cause.START, Result.CHANGED, many)))
                .endsWith(" changes=5 millis=41 what=\"+ 0; + 1; + 2; and 2 more\"");
    }

    @Test
    void aRepairIsAWarning() {
        assertThat(told(synced(Cause.WATCH, Result.CHANGED, Change.repair("table inet originwall is missing"))))
                .isEqualTo("level=warn event=synced target=host cause=watch result=changed changes=1 millis=41"
                        + " what=\"~ table inet originwall is missing\"");
    }

    @Test
    void theRepairsOfAFightAreNotToldOneByOne() {
        Event.Synced repair = synced(Cause.WATCH, Result.CHANGED, Change.repair("table inet originwall is missing"));
        told(new Event.Fight(AT, "host", 10, Duration.ZERO));

        assertThat(told(repair)).startsWith("level=debug event=synced");
        assertThat(told(at(repair, 29))).startsWith("level=debug event=synced");
        assertThat(told(at(repair, 58))).startsWith("level=debug event=synced");
        assertThat(told(at(repair, 89))).startsWith("level=warn event=synced");
    }

    private static Event.Synced at(Event.Synced synced, int second) {
        return new Event.Synced(AT.plusSeconds(second), synced.cause(), synced.report(), synced.wanted());
    }

    @Test
    void aFailureIsAnError() {
        assertThat(told(failed(0, "nft -f script: exit code 1: Error: \"x\"")))
                .isEqualTo(
                        "level=error event=synced target=host cause=retry result=failed changes=0 millis=41 failures=1"
                                + " failing-millis=0 error=\"nft -f script: exit code 1: Error: \\\"x\\\"\"");
    }

    @Test
    void aTargetThatKeepsFailingIsToldOfEverMoreRarely() {
        List<Integer> toldAt = IntStream.rangeClosed(0, 6 * 3600 / 5)
                .map(i -> i * 5)
                .filter(second -> told(failed(second, "no room")).startsWith("level=error"))
                .boxed()
                .toList();

        assertThat(toldAt.stream().map(second -> second / 60))
                .as("minutes after the first failure")
                .containsExactly(0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303);
    }

    @Test
    void aFailureThatIsNotToldIsHeardAtDebug() {
        told(failed(0, "no room"));

        assertThat(told(failed(5, "no room")))
                .startsWith("level=debug event=synced target=host cause=retry result=failed");
    }

    @Test
    void anotherErrorWaitsNoLongerThanAMinute() {
        told(failed(0, "no room"));
        told(failed(60, "no room"));

        assertThat(told(failed(90, "no rights"))).startsWith("level=debug");
        assertThat(told(failed(120, "no rights")))
                .startsWith("level=error")
                .endsWith(" failures=4 failing-millis=120000 error=\"no rights\"");
    }

    @Test
    void aClockThatWentBackSilencesNobody() {
        told(failed(0, "no room"));

        assertThat(told(failed(-86_400, "no room"))).startsWith("level=error").contains(" failing-millis=0 ");
    }

    @Test
    void recoveryIsTold() {
        told(failed(0, "no room"));
        told(failed(5, "no room"));

        assertThat(told(new Event.Synced(AT.plusSeconds(10), Cause.RETRY, report(Result.IN_SYNC), Guard.none())))
                .isEqualTo("level=info event=synced target=host cause=retry result=in-sync changes=0 millis=41"
                        + " recovered-after=2 failing-millis=10000");
        assertThat(told(synced(Cause.POLL, Result.IN_SYNC))).as("once").startsWith("level=debug");
        assertThat(told(failed(20, "no room"))).startsWith("level=error").contains(" failures=1 ");
    }

    @Test
    void oneTargetsFailureSilencesNoOther() {
        told(failed(0, "no room"));
        TargetReport other = new TargetReport(
                "web", "memory", Result.FAILED, List.of(), Optional.empty(), Optional.of("no room"), 41);

        assertThat(told(new Event.Synced(AT, Cause.RETRY, other, Guard.none()))).startsWith("level=error");
    }

    @Test
    void newRangesAreToldWithTheirNumber() {
        assertThat(told(new Event.RangesFetched(AT, ranges(), true)))
                .isEqualTo("level=info event=ranges-fetched origin=cloudflare changed=true ipv4=2 ipv6=1");
    }

    @Test
    void aFetchWithATroubleIsAWarning() {
        assertThat(told(new Event.RangesFetched(AT, ranges("the cross-check lacks 192.0.2.0/24"), false)))
                .isEqualTo("level=warn event=ranges-fetched origin=cloudflare changed=false ipv4=2 ipv6=1"
                        + " problems=\"the cross-check lacks 192.0.2.0/24\"");
    }

    @Test
    void everyRejectionIsAWarning() {
        Event rejected =
                new Event.RangesRejected(AT, Rejection.SHRINKS, List.of("IPv4 shrinks by 90%"), Optional.of(ranges()));
        String line = "level=warn event=ranges-rejected reason=shrinks in-force=fresh ipv4=2 ipv6=1"
                + " fetched-at=2026-11-22T09:00:00Z problems=\"IPv4 shrinks by 90%\"";

        assertThat(told(rejected)).isEqualTo(line);
        assertThat(told(rejected)).isEqualTo(line);
    }

    @Test
    void aRejectionThatLeavesNothingIsAnError() {
        assertThat(told(new Event.RangesRejected(
                        AT, Rejection.UNREACHABLE, List.of("no route to host", "gave up"), Optional.empty())))
                .isEqualTo("level=error event=ranges-rejected reason=unreachable in-force=none"
                        + " problems=\"no route to host; gave up\"");
    }

    @Test
    void theOthers() {
        assertThat(told(new Event.Fight(AT, "host", 5, Duration.ofMillis(1600))))
                .isEqualTo("level=warn event=fight target=host repairs=5 pause-millis=1600");
        assertThat(told(new Event.WatchRestarted(AT, "host")))
                .isEqualTo("level=warn event=watch-restarted target=host");
        assertThat(told(new Event.ConfigReloaded(AT, List.of()))).isEqualTo("level=info event=config-reloaded");
        assertThat(told(new Event.ConfigReloaded(AT, List.of("http.listen: needs a restart"))))
                .isEqualTo("level=warn event=config-reloaded warnings=\"http.listen: needs a restart\"");
        assertThat(told(new Event.ConfigRefused(AT, List.of("config.yaml:1:1: gaurd: unknown key"))))
                .isEqualTo("level=error event=config-refused problems=\"config.yaml:1:1: gaurd: unknown key\"");
        assertThat(told(new Event.ClockJumped(AT, Duration.ofHours(-1))))
                .isEqualTo("level=warn event=clock-jumped by-millis=-3600000");
        assertThat(told(new Event.StateProblem(AT, "disk full")))
                .isEqualTo("level=warn event=state-problem problem=\"disk full\"");
    }

    @Test
    void inJsonTheSameKeysHaveTypes() {
        log.daemon(LogConfig.Format.JSON, LogConfig.Level.INFO);

        events.accept(synced(Cause.WATCH, Result.CHANGED, Change.add("443/tcp"), Change.add("80/tcp")));

        assertThat(log.line())
                .isEqualTo("{\"time\":\"2026-11-22T10:00:00.120Z\",\"level\":\"warn\",\"event\":\"synced\","
                        + "\"target\":\"host\",\"cause\":\"watch\",\"result\":\"changed\",\"changes\":2,\"millis\":41,"
                        + "\"what\":[\"+ 443/tcp\",\"+ 80/tcp\"]}");
    }

    @Test
    void aQuietCycleLogsNothingByDefault() {
        log.daemon(LogConfig.defaults().format(), LogConfig.defaults().level());

        events.accept(synced(Cause.POLL, Result.IN_SYNC));
        events.accept(new Event.RangesFetched(AT, ranges(), false));

        assertThat(log.text()).isEmpty();
    }

    @Test
    void aRepairOfATargetOfWhichAPartIsLeftOutIsAWarningToo() {
        assertThat(told(partial())).startsWith("level=error event=synced");
        assertThat(told(partial())).startsWith("level=debug event=synced");

        assertThat(told(partial(Change.add("443/tcp")))).startsWith("level=warn event=synced");
    }

    private static Event.Synced partial(Change... changes) {
        TargetReport report = new TargetReport(
                "host",
                "memory",
                Result.FAILED,
                List.of(changes),
                Optional.of(Guard.none()),
                Optional.of("docker0: no such bridge"),
                false,
                true,
                41);
        return new Event.Synced(AT, Cause.WATCH, report, Guard.none());
    }

    /** Without the time, which every line of this test begins with. */
    private String told(Event event) {
        events.accept(event);
        String line = log.line();
        String time = "time=2026-11-22T10:00:00.120Z ";
        assertThat(line).startsWith(time).doesNotContain("\n");
        return line.substring(time.length());
    }

    private static Event.Synced synced(Cause cause, Result result, Change... changes) {
        return new Event.Synced(AT, cause, report(result, changes), Guard.none());
    }

    private static TargetReport report(Result result, Change... changes) {
        return new TargetReport("host", "memory", result, List.of(changes), Optional.empty(), Optional.empty(), 41);
    }

    private static Event failed(int second, String error) {
        TargetReport report =
                new TargetReport("host", "memory", Result.FAILED, List.of(), Optional.empty(), Optional.of(error), 41);
        return new Event.Synced(AT.plusSeconds(second), Cause.RETRY, report, Guard.none());
    }

    private static Ranges ranges(String... problems) {
        return new Ranges(
                "cloudflare",
                Ranges.State.FRESH,
                Instant.parse("2026-11-22T09:00:00Z"),
                Optional.empty(),
                Stream.of("103.21.244.0/22", "103.22.200.0/22", "2400:cb00::/32")
                        .map(block -> new RangeEntry(Cidr.parse(block), "cloudflare", Optional.empty()))
                        .toList(),
                Optional.empty(),
                List.of(problems));
    }
}
