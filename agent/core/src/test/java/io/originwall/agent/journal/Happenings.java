package io.originwall.agent.journal;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events as a daemon tells them. */
final class Happenings {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    static final Guard GUARD = new Guard(
            List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"), Cidr.parse("2400:cb00::/32"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private Happenings() {}

    static Event.Synced changed(String target, int minute, Change... changes) {
        return synced(target, minute, Result.CHANGED, Optional.empty(), changes);
    }

    static Event.Synced failed(String target, int minute, String error, Change... changes) {
        return synced(target, minute, Result.FAILED, Optional.of(error), changes);
    }

    static Event.Synced quiet(String target, int minute) {
        return synced(target, minute, Result.IN_SYNC, Optional.empty());
    }

    private static Event.Synced synced(
            String target, int minute, Result result, Optional<String> error, Change... changes) {
        Optional<Guard> before = changes.length == 0 ? Optional.empty() : Optional.of(Guard.none());
        return new Event.Synced(
                at(minute),
                Cause.WATCH,
                new TargetReport(target, "memory", result, List.of(changes), before, error, 7),
                GUARD);
    }

    static Event.RangesFetched fetched(int minute, boolean changed) {
        return new Event.RangesFetched(at(minute), ranges(), changed);
    }

    static Event.RangesRejected rejected(int minute, Rejection reason) {
        return new Event.RangesRejected(at(minute), reason, List.of("cloudflare: refused"), Optional.of(ranges()));
    }

    private static Ranges ranges() {
        return new Ranges(
                "cloudflare",
                Ranges.State.FRESH,
                NOON,
                Optional.of("38f7"),
                List.of(
                        new RangeEntry(Cidr.parse("103.21.244.0/22"), "cloudflare", Optional.empty()),
                        new RangeEntry(Cidr.parse("2400:cb00::/32"), "cloudflare", Optional.empty())),
                Optional.empty(),
                List.of());
    }

    static Instant at(int minute) {
        return NOON.plusSeconds(60L * minute);
    }
}
