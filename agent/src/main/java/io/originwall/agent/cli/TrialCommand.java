package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.json.Json;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "trial",
        description = "Sync, then put everything back as it was unless originwall confirm comes in time.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall trial --for 60s  # guard for a minute, then put everything back",
            "  originwall confirm          # from another session: keep it"
        })
final class TrialCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Originwall root;
    private final CycleView view;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetSelection selection = new TargetSelection();

    @Mixin
    private RemoteSession session = new RemoteSession();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = SpanConverter.class,
            description = "How long to wait for the confirmation: 30s, 5m. Default: 60s.")
    private Duration time = Duration.ofSeconds(60);

    @Option(names = "--offline", description = "Use the last good ranges; ask nobody.")
    private boolean offline;

    private volatile boolean interrupted;

    TrialCommand(Originwall root) {
        this.root = root;
        this.view = new CycleView(root);
    }

    @Override
    public Integer call() throws Exception {
        if (time.compareTo(LONGEST) > 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--for: a trial lasts a day at most; for longer, observe first (mode: observe)");
        }
        try (Workspace workspace = Workspace.open(root);
                StateLock lock = workspace.lock(Trial.HOLDER)) {
            Ranges ranges =
                    offline ? workspace.keeper().lastGood() : Changes.fetch(root, workspace, Acceptance.BY_RULES);
            List<GuardedTarget> targets = workspace.targets(
                    selection, AllowList.of(ranges, workspace.config().allow()));
            session.protect(root.console(), targets);
            Trial trial = Trial.prepare(workspace.state(), time, targets, Changes.witness(root, workspace));
            Thread undo = new Thread(() -> undoOnExit(trial), "undo-trial");
            Runtime.getRuntime().addShutdownHook(undo);
            try {
                return run(trial, ranges, targets, workspace);
            } finally {
                // Whatever went wrong: a guard that nobody confirmed does not stay.
                undo(trial);
                forget(undo);
            }
        }
    }

    private int run(Trial trial, Ranges ranges, List<GuardedTarget> targets, Workspace workspace)
            throws StateException, InterruptedException {
        List<TargetReport> started = trial.start();
        if (!root.json()) {
            view.tell(Optional.of(ranges), started);
        }
        if (trial.isOver()) {
            return end(ranges, started, ExitCode.FAILED, "the trial could not start", trial);
        }
        tell("on trial for " + time.toSeconds()
                + " s: if all is well, run originwall confirm in another shell; else everything goes back");
        if (!trial.awaitConfirmation()) {
            failures(trial.undo());
            int code = trial.isUndone() ? ExitCode.DIFFERENT : ExitCode.FAILED;
            return end(ranges, started, code, "not confirmed", trial);
        }
        List<TargetReport> kept = trial.keep();
        failures(kept);
        if (trial.isKept()) {
            Changes.recordLast(root, workspace, started);
            new NextBoot(root, workspace).follow(targets, kept);
            return end(ranges, started, ExitCode.OK, "confirmed", trial);
        }
        return end(ranges, started, ExitCode.FAILED, "could not be made permanent", trial);
    }

    private void failures(List<TargetReport> reports) {
        reports.forEach(report -> report.error().ifPresent(error -> tell("target " + report.name() + ": " + error)));
    }

    private int end(Ranges ranges, List<TargetReport> started, int code, String what, Trial trial) {
        if (interrupted) {
            // The shutdown hook has the last word, and the process ends with it.
            return code;
        }
        if (root.json()) {
            RangesView.warn(ranges, root.console());
            Map<String, Object> document = CycleView.json(Optional.of(ranges), started);
            document.put("outcome", trial.isKept() ? "confirmed" : trial.isUndone() ? "undone" : "failed");
            root.console().out().println(Json.text(document));
        }
        say(what, trial);
        return code;
    }

    private static void forget(Thread undo) {
        try {
            Runtime.getRuntime().removeShutdownHook(undo);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook is what ended the trial: there is nothing left to forget.
            return;
        }
    }

    /** Ctrl-C, or the SSH session that the guard has just cut off: the process ends right after this. */
    private void undoOnExit(Trial trial) {
        interrupted = true;
        undo(trial);
        say("interrupted", trial);
    }

    private void undo(Trial trial) {
        try {
            trial.undo();
        } catch (StateException e) {
            tell(String.valueOf(e.getMessage()));
        }
    }

    private void say(String what, Trial trial) {
        if (trial.isKept()) {
            tell(what + ": the guard stays");
        } else if (trial.isUndone()) {
            tell(what + ": every target is as it was");
        } else {
            tell(what + ", and NOT every target could be put back: see originwall status, then run sync or remove");
        }
    }

    private void tell(String message) {
        root.console().err().println("originwall: " + message);
    }
}
