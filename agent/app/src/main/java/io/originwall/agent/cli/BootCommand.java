package io.originwall.agent.cli;

import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.boot.BootScript;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.agent.state.GuardRemovals;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.Reconciler;
import io.originwall.api.Change;
import io.originwall.exec.SystemCommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "boot",
        description = "Put the last good guard up from the files kept for a boot, asking no network. What"
                + " originwall-boot.service does without Java, for people to try.")
final class BootCommand implements Callable<Integer> {
    private final Originwall root;

    @Option(
            names = "--prepare",
            description = "Only write those files, from the last good ranges or, where there have never been any, from"
                    + " those inside originwall. Changes no target.")
    private boolean prepare;

    BootCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (CommandContext context = CommandContext.open(root);
                StateLock lock = context.lock("boot")) {
            AllowList allow = AllowList.of(
                    context.rangesService().lastGood(), context.config().allow());
            List<GuardedTarget> targets = context.targets(new TargetSelection(), allow);
            List<TargetReport> reports = prepare ? prepare(targets, context) : load(targets, context);
            int code = new CycleView(root.display())
                    .withInSync(prepare ? "ready for the next boot" : "in sync")
                    .print(Optional.empty(), reports);
            if (reports.stream().anyMatch(report -> report.result() == Result.PENDING)) {
                root.console().warn("the next boot puts up an older guard than the config wants; run: originwall sync");
            }
            return code;
        }
    }

    private List<TargetReport> prepare(List<GuardedTarget> targets, CommandContext context) {
        BootFiles files = context.bootFiles();
        List<TargetReport> reports = new ArrayList<>();
        for (GuardedTarget target : targets) {
            long start = System.nanoTime();
            Optional<GuardRemoval> removed = removed(target, context);
            if (removed.isPresent()) {
                root.display()
                        .warn("the guard of " + target.target().name() + " was removed by "
                                + removed.get().by() + ": no boot puts it up before originwall sync");
                continue;
            }
            try {
                List<Path> before = files.of(target.target());
                boolean written = files.store(target.target(), target.wanted());
                List<Change> changes = files.of(target.target()).stream()
                        .filter(file -> written)
                        .map(file -> before.contains(file) ? Change.repair(file.toString()) : Change.add(file))
                        .toList();
                reports.add(report(target, written ? Result.CHANGED : Result.IN_SYNC, changes, start));
            } catch (StateException e) {
                reports.add(failed(target, String.valueOf(e.getMessage()), start));
            }
        }
        return reports;
    }

    private Optional<GuardRemoval> removed(GuardedTarget target, CommandContext context) {
        try {
            return new GuardRemovals(context.store()).of(target.target().name());
        } catch (StateException e) {
            root.display().warn(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** What the script changed is told by a plan before it and one after it. */
    private List<TargetReport> load(List<GuardedTarget> targets, CommandContext context)
            throws StateException, RefusedException {
        Reconciler reconciler = new Reconciler();
        Map<GuardedTarget, List<Path>> files = new LinkedHashMap<>();
        for (GuardedTarget target : targets) {
            List<Path> found = context.bootFiles().of(target.target());
            if (!found.isEmpty()) {
                files.put(target, found);
            }
        }
        if (files.isEmpty() && !anyNeedsFiles(targets)) {
            throw new RefusedException(
                    "no target of the config needs files for a boot: each keeps its guard by itself");
        }
        if (files.isEmpty()) {
            throw new RefusedException("there are no files for a boot in "
                    + context.state().path() + ": originwall sync keeps them, or originwall boot --prepare");
        }
        List<TargetReport> before =
                files.keySet().stream().map(reconciler::preview).toList();
        long start = System.nanoTime();
        BootScript.Outcome outcome = new BootScript(home(), new SystemCommandRunner())
                .run(context.state().path());
        List<TargetReport> reports = new ArrayList<>();
        files.forEach((target, loaded) -> {
            TargetReport pending = before.get(reports.size());
            TargetReport after = reconciler.preview(target);
            reports.add(outcome.problemWith(loaded)
                    .map(problem -> failed(target, problem + "; run: originwall sync --offline", start))
                    .orElseGet(() -> after.result() == Result.IN_SYNC && pending.result() == Result.PENDING
                            ? report(target, Result.CHANGED, pending.changes(), start)
                            : after));
        });
        return reports;
    }

    /** Whatever a target is to write or to delete for a boot, it names. */
    private static boolean anyNeedsFiles(List<GuardedTarget> targets) throws StateException {
        for (GuardedTarget target : targets) {
            if (BootFiles.needs(target.target())) {
                return true;
            }
        }
        return false;
    }

    private Path home() throws RefusedException {
        String home = root.console().environment().getOrDefault("ORIGINWALL_HOME", "");
        if (home.isEmpty()) {
            throw new RefusedException("where is libexec/boot? start originwall by its launcher, bin/originwall");
        }
        return Path.of(home);
    }

    private static TargetReport failed(GuardedTarget target, String error, long start) {
        return new TargetReport(
                target.target().name(),
                target.type(),
                Result.FAILED,
                List.of(),
                Optional.empty(),
                Optional.of(error),
                millisSince(start));
    }

    private static TargetReport report(GuardedTarget target, Result result, List<Change> changes, long start) {
        return new TargetReport(
                target.target().name(),
                target.type(),
                result,
                changes,
                Optional.empty(),
                Optional.empty(),
                millisSince(start));
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
