package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.Reconciler;
import io.originwall.api.Parallel;
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
        try (Workspace workspace = Workspace.open(root)) {
            Optional<StateLock> lock = lock(workspace);
            try {
                List<GuardedTarget> targets = workspace.unguarded(selection);
                // First, so that not even a power cut in between brings back what was removed.
                new NextBoot(root, workspace).forget(targets);
                List<TargetReport> reports = Parallel.each(targets, new Reconciler()::sync);
                int code = new CycleView(root).withInSync("nothing to remove").print(Optional.empty(), reports);
                if (lock.isPresent()) {
                    Changes.record(root, workspace, targets, reports);
                }
                return code;
            } finally {
                if (lock.isPresent()) {
                    lock.get().close();
                }
            }
        }
    }

    /** Whoever wants to open the site in need must not be kept from it by a full disk; only by another agent at work. */
    private Optional<StateLock> lock(Workspace workspace) throws StateException {
        try {
            return Optional.of(workspace.lock("remove"));
        } catch (StateLock.HeldException e) {
            throw e;
        } catch (StateException e) {
            root.console().err().println("originwall: warning: " + e.getMessage() + "; removing all the same");
            return Optional.empty();
        }
    }
}
