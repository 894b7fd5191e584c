package io.originwall.agent.report;

import io.originwall.agent.ranges.Ranges;
import io.originwall.json.Json;
import io.originwall.net.Family;
import java.util.Map;

/** How the ranges are told in JSON; {@code ranges-in-use} in docs/output.schema.json. */
public final class RangesDocument {
    private RangesDocument() {}

    public static Map<String, Object> of(Ranges ranges) {
        return Json.object(
                "origin",
                ranges.origin(),
                "fetchedAt",
                ranges.fetchedAt(),
                "etag",
                ranges.etag(),
                "ipv4",
                ranges.count(Family.IPV4),
                "ipv6",
                ranges.count(Family.IPV6),
                "state",
                ranges.state(),
                "problems",
                ranges.problems());
    }
}
