package io.originwall.agent.cli;

import io.originwall.agent.config.Advice;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.Request;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.Reconciler;
import io.originwall.api.Parallel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** {@code sync --accept} beside the daemon: the daemon fetches and applies, this one asks, looks and tells. */
final class AcceptByDaemon {
    /** The daemon looks every ten seconds, and a fetch has its own time. */
    private static final Duration FETCH = Duration.ofSeconds(90);

    private static final Duration APPLY = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Originwall root;
    private final Workspace workspace;
    private final TargetSelection selection;
    private final String digest;

    /** @param digest of the list that is to be taken */
    AcceptByDaemon(Originwall root, Workspace workspace, TargetSelection selection, String digest) {
        this.root = root;
        this.workspace = workspace;
        this.selection = selection;
        this.digest = digest;
    }

    int run() throws StateException, UnansweredException, NoTrustworthyRangesException, InterruptedException {
        root.console().err().println("originwall: the daemon is running; asking it to accept the list");
        if (!Request.acceptance(workspace.state()).ask(FETCH, digest)) {
            throw new UnansweredException("the daemon does not answer, and nothing was accepted: see "
                    + Advice.here().status() + ", or stop it, run this again and start it");
        }
        Ranges ranges = Changes.withLastProblems(workspace.keeper().lastGood(), workspace);
        List<GuardedTarget> targets = workspace.targets(
                selection, AllowList.of(ranges, workspace.config().allow()));
        comes(() -> reports(targets).stream().noneMatch(AcceptByDaemon::isPending), APPLY);
        List<TargetReport> reports = reports(targets);
        int code = new CycleView(root).print(Optional.of(ranges), reports);
        if (!workspace.keeper().isLastGood(Acceptance.of(digest))) {
            throw new StateException("the daemon did not take the list " + digest
                    + ", or could not write it down: look at the reason, originwall status, and accept it again");
        }
        // A list that is taken is refused no more.
        boolean refused = workspace.keeper().refused().isPresent();
        return refused || reports.stream().anyMatch(AcceptByDaemon::isPending) ? ExitCode.FAILED : code;
    }

    private static List<TargetReport> reports(List<GuardedTarget> targets) {
        return Parallel.each(targets, new Reconciler()::preview);
    }

    private static boolean isPending(TargetReport report) {
        return report.result() == TargetReport.Result.PENDING;
    }

    private static boolean comes(BooleanSupplier awaited, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!awaited.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }
}
