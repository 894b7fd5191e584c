package io.originwall.agent.sync;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Ranges;
import java.util.List;
import java.util.Optional;

/**
 * What came of one cycle.
 *
 * @param ranges what it went by; empty where none are needed, to remove a guard
 * @param reports of the targets, in the order of the config
 */
public record Cycle(Optional<Ranges> ranges, List<TargetReport> reports) {
    public Cycle {
        reports = List.copyOf(reports);
    }

    public boolean anyFailed() {
        return reports.stream().anyMatch(TargetReport::failed);
    }
}
