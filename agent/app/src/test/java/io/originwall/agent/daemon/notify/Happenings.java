package io.originwall.agent.daemon.notify;

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

/** Events as a daemon tells them; times are in seconds after noon. */
final class Happenings {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Happenings() {}

    static Event changed(String target, int second, Cause cause, Change... changes) {
        return synced(target, second, cause, Result.CHANGED, Optional.empty(), changes);
    }

    static Event drifted(String target, int second) {
        return changed(target, second, Cause.WATCH, Change.add("103.21.244.0/22"), Change.repair("the chain"));
    }

    static Event driftedInPart(String target, int second, String leftOut) {
        TargetReport report = new TargetReport(
                target,
                "memory",
                Result.FAILED,
                List.of(Change.repair("the chain")),
                Optional.of(Guard.none()),
                Optional.of(leftOut),
                false,
                true,
                7);
        return new Event.Synced(at(second), Cause.WATCH, report, Guard.none());
    }

    static Event failed(String target, int second, String error) {
        return synced(target, second, Cause.RETRY, Result.FAILED, Optional.of(error));
    }

    static Event quiet(String target, int second) {
        return synced(target, second, Cause.POLL, Result.IN_SYNC, Optional.empty());
    }

    private static Event synced(
            String target, int second, Cause cause, Result result, Optional<String> error, Change... changes) {
        TargetReport report =
                new TargetReport(target, "memory", result, List.of(changes), Optional.of(Guard.none()), error, 7);
        return new Event.Synced(at(second), cause, report, Guard.none());
    }

    static Event fought(String target, int second, int repairs) {
        return new Event.Fight(at(second), target, repairs, Duration.ofSeconds(30));
    }

    static Event fetched(int second, boolean changed) {
        return new Event.RangesFetched(at(second), ranges(), changed);
    }

    static Event rejected(int second, Rejection reason) {
        return new Event.RangesRejected(at(second), reason, List.of("cloudflare: refused"), Optional.of(ranges()));
    }

    static Ranges ranges() {
        return new Ranges(
                "cloudflare",
                Ranges.State.FRESH,
                NOON,
                Optional.empty(),
                List.of(new RangeEntry(Cidr.parse("103.21.244.0/22"), "cloudflare", Optional.empty())),
                Optional.empty(),
                List.of());
    }

    static Instant at(int second) {
        return NOON.plusSeconds(second);
    }
}
