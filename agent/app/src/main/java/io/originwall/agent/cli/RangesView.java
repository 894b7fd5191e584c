package io.originwall.agent.cli;

import io.originwall.agent.ranges.Ranges;
import io.originwall.net.Family;
import java.time.Clock;
import java.time.Duration;

/** How the ranges are told, in words. */
final class RangesView {
    private RangesView() {}

    static String text(Ranges ranges, Clock clock) {
        long grace = ranges.entries().stream()
                .filter(entry -> entry.graceUntil().isPresent())
                .count();
        return "ranges: " + ranges.origin() + ", " + ranges.count(Family.IPV4) + " IPv4 and "
                + ranges.count(Family.IPV6) + " IPv6 blocks" + (grace == 0 ? "" : ", " + grace + " in removal grace")
                + ", " + ranges.state() + ", "
                + Age.text(Duration.between(ranges.fetchedAt(), clock.instant())) + " old";
    }

    /** What went wrong on the way, for a person to read; not on stdout, whatever the format. */
    static void warn(Ranges ranges, Console console) {
        ranges.problems().forEach(console::warn);
    }
}
