package io.originwall.agent.cli;

import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.TargetReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Remembers which targets a command changed, for {@code status}. */
final class Changes {
    private Changes() {}

    /** Only shown, never decided upon: where it cannot be kept, that is a warning. */
    static void record(Originwall root, Workspace workspace, List<TargetReport> reports) {
        List<String> changed = reports.stream()
                .filter(report -> report.result() == TargetReport.Result.CHANGED)
                .map(TargetReport::name)
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        try {
            workspace.lastChanges().record(changed, root.console().clock().instant());
        } catch (StateException e) {
            root.console().err().println("originwall: warning: " + e.getMessage());
        }
    }

    /** When a target was last changed; empty, with a warning, where that cannot be read. */
    static Optional<Instant> last(Originwall root, Workspace workspace, String target) {
        try {
            return workspace.lastChanges().of(target);
        } catch (StateException e) {
            root.console().err().println("originwall: warning: " + e.getMessage());
            return Optional.empty();
        }
    }
}
