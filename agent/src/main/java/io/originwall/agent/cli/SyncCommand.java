package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.Reconciler;
import io.originwall.api.Parallel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sync",
        description = "Fetch the ranges and bring every target up to date, once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall sync                      # fetch, judge, apply",
            "  originwall sync --offline            # the last good list, without a network",
            "  originwall sync --target host --json # one target, for a script"
        })
final class SyncCommand implements Callable<Integer> {
    private final Originwall root;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetSelection selection = new TargetSelection();

    @Mixin
    private RemoteSession session = new RemoteSession();

    @Option(names = "--offline", description = "Use the last good ranges; ask nobody.")
    private boolean offline;

    @Mixin
    private AcceptOption accept = new AcceptOption();

    SyncCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        if (offline && accept.isGiven()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--accept goes with a fetch, and --offline means that there is none");
        }
        try (Workspace workspace = Workspace.open(root)) {
            return sync(workspace, accept.acceptance(root, workspace));
        }
    }

    private int sync(Workspace workspace, Acceptance acceptance) throws Exception {
        try (StateLock lock = workspace.lockOrNone("sync")) {
            workspace.prepare(selection);
            Ranges ranges = ranges(workspace, acceptance);
            List<GuardedTarget> targets = workspace.targets(
                    selection, AllowList.of(ranges, workspace.config().allow()));
            session.protect(root.console(), targets);
            List<TargetReport> reports = Parallel.each(targets, new Reconciler()::sync);
            int code = new CycleView(root).print(Optional.of(ranges), reports);
            Changes.record(root, workspace, targets, reports);
            new NextBoot(root, workspace).follow(targets, reports);
            // Until the new ones stand, that of another target is the only guard that a boot could put up.
            if (selection.isAll() && reports.stream().noneMatch(TargetReport::failed)) {
                new NextBoot(root, workspace).forgetOthersThan(targets);
            }
            return accept.isGiven() && ranges.rejection().isPresent() ? ExitCode.FAILED : code;
        } catch (StateLock.HeldException e) {
            if (acceptance.digest().isPresent() && e.isHeldBy("run")) {
                return new AcceptByDaemon(
                                root, workspace, selection, acceptance.digest().get())
                        .run();
            }
            throw e;
        }
    }

    private Ranges ranges(Workspace workspace, Acceptance acceptance) throws NoTrustworthyRangesException {
        return offline ? workspace.keeper().lastGood() : Changes.fetch(root, workspace, acceptance);
    }
}
