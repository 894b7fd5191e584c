package io.originwall.agent.daemon.http;

import io.originwall.agent.event.Overview;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.Ranges;
import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Enforced;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Traffic;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A daemon that says what a test wants to hear. */
final class FakeOverview implements Overview {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final Instant AN_HOUR_AGO = NOW.minusSeconds(3600);
    static final Guard GUARD = new Guard(
            List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"), Cidr.parse("2400:cb00::/32"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private volatile Optional<Ranges> ranges = Optional.empty();
    private volatile Optional<Instant> lastGoodFetch = Optional.empty();
    private volatile List<TargetStatus> targets = List.of();
    private volatile boolean alive = true;
    private volatile Runnable onAsk = () -> {};

    /** One with ranges, and a target named host in sync. */
    static FakeOverview ready() {
        FakeOverview overview = new FakeOverview();
        overview.setRanges(ranges(Ranges.State.FRESH));
        overview.setTargets(inSync("host"));
        return overview;
    }

    static Ranges ranges(Ranges.State state) {
        return new Ranges(
                "cloudflare",
                state,
                AN_HOUR_AGO,
                Optional.of("38f7"),
                Stream.of("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32")
                        .map(block -> new RangeEntry(Cidr.parse(block), "cloudflare", Optional.empty()))
                        .toList(),
                Optional.empty(),
                List.of());
    }

    static TargetStatus inSync(String name) {
        return standing(name, report(name, Result.IN_SYNC), traffic(1000, 20));
    }

    static TargetStatus notLookedAt(String name) {
        return TargetStatus.unknown(name, "nftables");
    }

    static TargetStatus standing(String name, TargetReport report, Optional<Traffic> traffic) {
        Optional<Enforced> enforced = report.failed() ? Optional.empty() : Optional.of(new Enforced(GUARD, traffic));
        return TargetStatus.unknown(name, "nftables")
                .reported(report, enforced)
                .lookedAt(NOW)
                .changedAt(Optional.of(AN_HOUR_AGO));
    }

    static TargetReport report(String name, Result result) {
        boolean differs = result == Result.CHANGED || result == Result.PENDING;
        return new TargetReport(
                name,
                "nftables",
                result,
                differs ? List.of(Change.add("103.21.244.0/22")) : List.of(),
                differs ? Optional.of(Guard.none()) : Optional.empty(),
                result == Result.FAILED ? Optional.of("nft: not permitted; run as root") : Optional.empty(),
                12);
    }

    static Optional<Traffic> traffic(long allowed, long denied) {
        Traffic.Packets packets = new Traffic.Packets(allowed, denied);
        return Optional.of(new Traffic(packets, packets));
    }

    void setRanges(Ranges others) {
        ranges = Optional.of(others);
        lastGoodFetch = Optional.of(others.fetchedAt());
    }

    void setTargets(TargetStatus... others) {
        targets = List.of(others);
    }

    void setAlive(boolean is) {
        alive = is;
    }

    /** What happens when somebody asks for the ranges. */
    void setOnAsk(Runnable trouble) {
        onAsk = trouble;
    }

    @Override
    public Optional<Ranges> ranges() {
        onAsk.run();
        return ranges;
    }

    @Override
    public Optional<Instant> lastGoodFetch() {
        return lastGoodFetch;
    }

    @Override
    public List<TargetStatus> targets() {
        return targets;
    }

    @Override
    public boolean isAlive() {
        return alive;
    }
}
