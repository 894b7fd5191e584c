package io.originwall.agent.cli;

import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.AcceptedConfig;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.state.StateWork;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.trial.Trial;
import io.originwall.agent.trial.TrialState;
import java.time.Duration;
import java.util.HashMap;
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
        description = {
            "Sync, then put everything back as it was unless originwall confirm comes in time.",
            "If a daemon runs, it does this, with the config file as it is now: so this is how to try an edited file before"
                    + " a reload. Nobody confirms: after a restart or a reboot, too, the config before is in force."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall trial --for 60s  # guard for a minute, then put everything back",
            "  originwall confirm          # from another session: keep it"
        })
final class TrialCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Originwall root;

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
    }

    @Override
    public Integer call() throws Exception {
        if (time.compareTo(LONGEST) > 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--for: a trial lasts a day at most; for longer, observe first (mode: observe)");
        }
        try (CommandContext context = CommandContext.open(root)) {
            List<TargetConfig<?>> targets = selection.of(context.config().targets());
            session.protect(root.console(), targets);
            Map<String, String> options = new HashMap<>();
            options.put("seconds", Long.toString(Math.max(1, time.toSeconds())));
            if (!selection.isAll()) {
                options.put("targets", TargetSelection.joined(targets));
            }
            if (offline) {
                options.put("offline", "");
            }
            return new Delegation(root).run("trial", options, () -> tryOut(context));
        }
    }

    private int tryOut(CommandContext context) throws Exception {
        try (StateLock lock = context.lock(Trial.HOLDER);
                LocalSync local = new LocalSync(root, context)) {
            Ranges ranges = local.ranges(offline ? Optional.empty() : Optional.of(Acceptance.BY_RULES));
            List<GuardedTarget> targets = context.targets(
                    selection, AllowList.of(ranges, context.config().allow()));
            Trial trial = Trial.prepare(context.state(), time, targets, local.service());
            AcceptedConfig accepted = new AcceptedConfig(context.store());
            Optional<String> before = accepted.text();
            String tried = context.loaded().text().text();
            if (before.isPresent() && !before.get().equals(tried)) {
                // A reboot in the middle must not put up for good what nobody confirmed.
                accepted.reject(context.loaded().text().digest());
            }
            Thread undo = new Thread(() -> undoOnExit(trial), "undo-trial");
            Runtime.getRuntime().addShutdownHook(undo);
            try {
                int code = run(trial, ranges);
                if (trial.state() == TrialState.CONFIRMED) {
                    local.accept();
                    local.forgetRemovals(targets);
                }
                return code;
            } finally {
                // Whatever went wrong: a guard that nobody confirmed does not stay.
                undo(trial);
                forget(undo);
            }
        }
    }

    private int run(Trial trial, Ranges ranges) throws StateException, InterruptedException {
        Cycle started = new Cycle(Optional.of(ranges), trial.start());
        view().started(started);
        if (trial.isOver()) {
            return end(started, ExitCode.FAILED, "the trial could not start", trial);
        }
        view().onTrial(time);
        if (!isConfirmed(trial)) {
            view().failures(trial.undo());
            int code = trial.state() == TrialState.UNDONE ? ExitCode.DIFFERENT : ExitCode.FAILED;
            return end(started, code, "not confirmed", trial);
        }
        List<TargetReport> kept = trial.keep();
        view().failures(kept);
        return trial.state() == TrialState.CONFIRMED
                ? end(started, ExitCode.OK, "confirmed", trial)
                : end(started, ExitCode.FAILED, "could not be made permanent", trial);
    }

    private boolean isConfirmed(Trial trial) throws StateException, InterruptedException {
        try (Progress.Step waiting = root.progress().on("waiting for originwall confirm")) {
            return trial.awaitConfirmation();
        }
    }

    private int end(Cycle started, int code, String what, Trial trial) {
        if (!interrupted) {
            view().ended(started, what, outcome(trial));
        }
        // Else the shutdown hook has the last word, and the process ends with it.
        return code;
    }

    private static TrialState outcome(Trial trial) {
        return trial.isOver() ? trial.state() : TrialState.FAILED;
    }

    private TrialView view() {
        return new TrialView(root.display());
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
        view().say("interrupted", outcome(trial));
    }

    private void undo(Trial trial) {
        StateWork.attempt(trial::undo).ifPresent(root.display()::tell);
    }
}
