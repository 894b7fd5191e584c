package io.originwall.agent.cli;

import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.sync.Reconciler;
import io.originwall.agent.sync.TargetReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "remove",
        description =
                "Take out everything originwall put into the targets, and nothing else. This opens the guarded ports.")
final class RemoveCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private TargetSelection selection = new TargetSelection();

    RemoveCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (Workspace workspace = Workspace.open(root);
                StateLock lock = workspace.lock("remove")) {
            List<TargetReport> reports = Cycle.each(workspace.unguarded(selection), new Reconciler()::sync);
            int code = new CycleView(root).print(Optional.empty(), reports);
            Changes.record(root, workspace, reports);
            return code;
        }
    }
}
