package io.originwall.agent.cli;

import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.TargetReport;
import io.originwall.agent.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "trial",
        description = "Sync, then put everything back as it was unless originwall confirm comes in time.")
final class TrialCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private TargetSelection selection = new TargetSelection();

    @Mixin
    private SshSession session = new SshSession();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = SpanConverter.class,
            description = "How long to wait for the confirmation: 30s, 5m. Default: 60s.")
    private Duration time = Duration.ofSeconds(60);

    @Option(names = "--offline", description = "Use the last good ranges; ask nobody.")
    private boolean offline;

    TrialCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (Workspace workspace = Workspace.open(root);
                StateLock lock = workspace.lock("trial")) {
            Ranges ranges =
                    offline ? workspace.keeper().lastGood() : workspace.keeper().refresh(Acceptance.BY_RULES);
            List<GuardedTarget> targets = workspace.targets(
                    selection, AllowList.of(ranges, workspace.config().allow()));
            session.protect(root.console(), targets);
            Trial trial = Trial.prepare(workspace.config().stateDir(), time, targets);
            Thread undo = new Thread(() -> undoOnExit(trial), "undo-trial");
            Runtime.getRuntime().addShutdownHook(undo);
            try {
                return run(trial, ranges, workspace);
            } finally {
                forget(undo);
            }
        }
    }

    private int run(Trial trial, Ranges ranges, Workspace workspace) throws StateException, InterruptedException {
        CycleView view = new CycleView(root);
        List<TargetReport> started = trial.start();
        if (trial.isOver()) {
            view.print(Optional.of(ranges), started);
            say("the trial could not start: every target is as it was");
            return ExitCode.FAILED;
        }
        say("on trial for " + time.toSeconds()
                + " s: if all is well, run originwall confirm; else everything goes back");
        if (trial.awaitConfirmation()) {
            List<TargetReport> kept = trial.keep();
            Changes.record(root, workspace, started);
            int code = view.print(Optional.of(ranges), kept);
            say(code == ExitCode.OK ? "confirmed: the guard stays" : "could not be made permanent: it was undone");
            return code;
        }
        int code = view.print(Optional.of(ranges), trial.undo());
        say("not confirmed: every target was put back as it was");
        return code == ExitCode.OK ? ExitCode.DIFFERENT : code;
    }

    private static void forget(Thread undo) {
        try {
            Runtime.getRuntime().removeShutdownHook(undo);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook is what ended the trial: there is nothing left to forget.
            return;
        }
    }

    /** Ctrl-C, or the SSH session that the guard has just cut off. */
    private void undoOnExit(Trial trial) {
        try {
            trial.undo();
        } catch (StateException e) {
            say(String.valueOf(e.getMessage()));
        }
    }

    private void say(String message) {
        root.console().err().println("originwall: " + message);
    }
}
