package io.originwall.agent.cli;

import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.TargetReport;
import java.util.List;

/** Remembers which targets a command changed, for {@code status}. */
final class Changes {
    private Changes() {}

    static void record(Originwall root, Workspace workspace, List<TargetReport> reports) throws StateException {
        List<String> changed = reports.stream()
                .filter(report -> report.result() == TargetReport.Result.CHANGED)
                .map(TargetReport::name)
                .toList();
        if (!changed.isEmpty()) {
            workspace.lastChanges().record(changed, root.console().clock().instant());
        }
    }
}
