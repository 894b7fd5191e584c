package io.originwall.agent.cli;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.control.ControlClient;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.report.StatusDocument;
import io.originwall.agent.report.StatusDocument.ConfigFile.State;
import io.originwall.agent.state.GuardRemovals;
import io.originwall.agent.state.LastFetch;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.Reconciler;
import io.originwall.agent.trial.Confirmation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = {
            "Show whether each target is guarded as configured, what it counted, and how old the ranges are.",
            "Exits with 1 if one is not, if its guard was removed by hand, and if the config file is refused or was on"
                    + " trial and not confirmed."
        })
final class StatusCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(StatusCommand.class);

    private final Originwall root;

    @Mixin
    private TargetSelection selection = new TargetSelection();

    StatusCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.open(root)) {
            return ask("", () -> local(context));
        } catch (ConfigException refused) {
            String problems = String.valueOf(refused.getMessage());
            return ask(problems, () -> refused(refused));
        }
    }

    /**
     * By the daemon, or, where there is none that answers, by itself.
     *
     * @param problems of the config file, one line each
     */
    private int ask(String problems, Delegation.Local local) throws Exception {
        Map<String, String> options = Map.of("targets", String.join(",", selection.names()), "problems", problems);
        try {
            return new DaemonClient(root).ask("status", options);
        } catch (ControlClient.NoDaemonException none) {
            return local.run();
        } catch (LockedException e) {
            root.display().tell(String.valueOf(e.getMessage()));
            int unused = local.run();
            return ExitCode.FAILED;
        }
    }

    /** By the config that was accepted last, where there is one. */
    private int refused(ConfigException refused) throws Exception {
        try (CommandContext last = CommandContext.openAccepted(root).orElseThrow(() -> refused)) {
            return print(
                    last,
                    State.REFUSED,
                    String.valueOf(refused.getMessage()).lines().toList());
        }
    }

    /** By the config that a daemon which starts now would enforce. */
    private int local(CommandContext context) throws Exception {
        Optional<CommandContext> last = context.isNotConfirmed() && !isTrialRunning(context)
                ? CommandContext.openAccepted(root)
                : Optional.empty();
        if (last.isPresent()) {
            try (CommandContext accepted = last.get()) {
                return print(
                        accepted,
                        State.NOT_CONFIRMED,
                        List.of("it was on trial and not confirmed; originwall sync puts it in force"));
            }
        }
        return print(context, State.IN_FORCE, List.of());
    }

    /** One that is still running may be confirmed yet. Where nobody knows, one may be. */
    private static boolean isTrialRunning(CommandContext context) {
        try {
            return new Confirmation(context.state(), Duration.ZERO).isTrialRunning();
        } catch (StateException e) {
            LOG.debug("nobody knows whether a trial runs", e);
            return true;
        }
    }

    private int print(CommandContext context, State state, List<String> problems) throws NoTrustworthyRangesException {
        Ranges ranges = withLastProblems(context.rangesService().lastGood(), context);
        AllowList allow = AllowList.of(ranges, context.config().allow());
        List<TargetStatus> reconciled =
                root.progress().each(context.targets(selection, allow), new Reconciler()::status);
        List<TargetStatus> targets =
                reconciled.stream().map(status -> remembered(context, status)).toList();
        return new StatusView(root.display())
                .print(
                        Optional.of(ranges),
                        targets,
                        new StatusDocument.ConfigFile(context.file().toString(), state, problems));
    }

    /** With what the state directory knows of it. */
    private TargetStatus remembered(CommandContext context, TargetStatus target) {
        return target.changedAt(read(() -> context.lastChanges().of(target.name())))
                .removedBy(read(() -> new GuardRemovals(context.store()).of(target.name())));
    }

    private <T> Optional<T> read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (StateException e) {
            root.display().warn(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        Optional<T> read() throws StateException;
    }

    /** The same ranges, with what went wrong at the last fetch. */
    private static Ranges withLastProblems(Ranges ranges, CommandContext context) {
        List<String> problems = new ArrayList<>(ranges.problems());
        context.state().problem().ifPresent(problems::add);
        try {
            new LastFetch(context.store())
                    .problems().stream()
                            .map(problem -> "last fetch: " + problem)
                            .forEach(problems::add);
        } catch (StateException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return ranges.withProblems(problems);
    }
}
