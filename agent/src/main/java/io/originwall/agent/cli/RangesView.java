package io.originwall.agent.cli;

import io.originwall.agent.json.Json;
import io.originwall.agent.ranges.Ranges;
import io.originwall.net.Family;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** How the ranges are told, in words and in JSON. */
final class RangesView {
    private RangesView() {}

    static Map<String, Object> json(Ranges ranges) {
        return Json.object(
                "origin",
                ranges.origin(),
                "fetchedAt",
                ranges.fetchedAt(),
                "etag",
                ranges.etag(),
                "ipv4",
                count(ranges, Family.IPV4),
                "ipv6",
                count(ranges, Family.IPV6),
                "state",
                state(ranges),
                "problems",
                ranges.problems());
    }

    static String text(Ranges ranges, Clock clock) {
        long grace = ranges.entries().stream()
                .filter(entry -> entry.graceUntil().isPresent())
                .count();
        return "ranges: " + ranges.origin() + ", " + count(ranges, Family.IPV4) + " IPv4 and "
                + count(ranges, Family.IPV6) + " IPv6 blocks" + (grace == 0 ? "" : ", " + grace + " in removal grace")
                + ", " + state(ranges) + ", "
                + Age.text(Duration.between(ranges.fetchedAt(), clock.instant())) + " old";
    }

    /** What went wrong on the way, for a person to read; not on stdout, whatever the format. */
    static void warn(Ranges ranges, Console console) {
        ranges.problems().forEach(problem -> console.err().println("originwall: warning: " + problem));
    }

    private static String state(Ranges ranges) {
        return ranges.state().name().toLowerCase(Locale.ROOT);
    }

    private static long count(Ranges ranges, Family family) {
        return ranges.entries().stream()
                .filter(entry -> entry.block().family() == family)
                .count();
    }
}
