package io.originwall.agent.cli;

import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.LastProblems;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.TargetReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what a command did and met, for {@code status}. */
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

    /** What went wrong at this fetch. */
    static void record(Originwall root, Workspace workspace, Ranges fetched) {
        try {
            new LastProblems(workspace.config().stateDir()).record(fetched.problems());
        } catch (StateException e) {
            root.console().err().println("originwall: warning: " + e.getMessage());
        }
    }

    /** The same ranges, with what went wrong at the last fetch. */
    static Ranges withLastProblems(Ranges ranges, Workspace workspace) {
        List<String> problems = new ArrayList<>(ranges.problems());
        try {
            new LastProblems(workspace.config().stateDir())
                    .read().stream().map(problem -> "last fetch: " + problem).forEach(problems::add);
        } catch (StateException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return ranges.withProblems(problems);
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
