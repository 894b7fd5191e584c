package io.originwall.agent.cli;

import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.report.StatusDocument;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.Reconciler;
import io.originwall.api.Parallel;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "Show whether each target is in sync, what it counted, and how old the ranges are.")
final class StatusCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private TargetSelection selection = new TargetSelection();

    StatusCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (Workspace workspace = Workspace.open(root)) {
            Ranges ranges = Changes.withLastProblems(workspace.keeper().lastGood(), workspace);
            AllowList allow = AllowList.of(ranges, workspace.config().allow());
            List<TargetStatus> statuses = Parallel.each(workspace.targets(selection, allow), new Reconciler()::status);
            List<StatusDocument.Row> rows = statuses.stream()
                    .map(status -> new StatusDocument.Row(
                            status,
                            Changes.last(root, workspace, status.report().name())))
                    .toList();
            new StatusView(root).print(ranges, rows);
            return statuses.stream().anyMatch(status -> status.report().failed()) ? ExitCode.FAILED : ExitCode.OK;
        }
    }
}
