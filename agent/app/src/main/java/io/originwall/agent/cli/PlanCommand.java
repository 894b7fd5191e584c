package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.Reconciler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description = "Show what sync would change; change nothing.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall plan              # what sync would change, as + and - lines",
            "  originwall plan --exit-code  # for a script: 2 where there is something to change"
        })
final class PlanCommand implements Callable<Integer> {
    private final Originwall root;

    @Mixin
    private TargetSelection selection = new TargetSelection();

    @Option(names = "--offline", description = "Use the last good ranges; ask nobody.")
    private boolean offline;

    @Option(names = "--exit-code", description = "Exit with 2 when there is anything to change.")
    private boolean exitCode;

    PlanCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.open(root)) {
            context.prepare(selection);
            DaemonClient.warnOfAnotherConfig(root, context);
            Ranges ranges = offline ? context.rangesService().lastGood() : preview(context.rangesService());
            AllowList allow = AllowList.of(ranges, context.config().allow());
            List<GuardedTarget> targets = context.targets(selection, allow);
            RemoteSession.danger(root.console(), selection.of(context.config().targets()))
                    .ifPresent(root.console()::warn);
            List<TargetReport> reports = root.progress().each(targets, new Reconciler()::preview);
            int code = new CycleView(root.display()).print(Optional.of(ranges), reports);
            boolean pending = reports.stream().anyMatch(report -> report.result() == TargetReport.Result.PENDING);
            return code == ExitCode.OK && exitCode && pending ? ExitCode.DIFFERENT : code;
        }
    }

    private Ranges preview(RangesService rangesService) throws NoTrustworthyRangesException {
        try (Progress.Step fetching = root.progress().on(rangesService.fetching())) {
            return rangesService.preview();
        }
    }
}
