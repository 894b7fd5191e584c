package io.originwall.agent.cli;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.journal.Journal;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.RangeKeeper;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.LastProblems;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.trial.Trial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what a command did and met: for {@code status}, and in the journal. */
final class Changes {
    private Changes() {}

    /** What became of the targets, in their order. */
    static void record(Originwall root, Workspace workspace, List<GuardedTarget> targets, List<TargetReport> reports) {
        // In the usual case nothing was changed, and then no class of the journal need be loaded.
        if (reports.stream().allMatch(report -> report.changes().isEmpty())) {
            return;
        }
        Journal journal = journal(root, workspace);
        for (int i = 0; i < reports.size(); i++) {
            journal.accept(synced(root, Cause.REQUEST, targets.get(i), reports.get(i)));
        }
        recordLast(root, workspace, reports);
    }

    /** Writes down what a trial does, as it does it. */
    static Trial.Witness witness(Originwall root, Workspace workspace) {
        Journal journal = journal(root, workspace);
        return (cause, guarded, report) -> journal.accept(synced(root, cause, guarded, report));
    }

    private static Event synced(Originwall root, Cause cause, GuardedTarget guarded, TargetReport report) {
        return new Event.Synced(root.console().clock().instant(), cause, report, guarded.wanted());
    }

    /** Neither for the journal nor for the rest does a command fail: where it cannot be kept, that is a warning. */
    private static Journal journal(Originwall root, Workspace workspace) {
        return new Journal(workspace.store(), problem -> warn(root, problem));
    }

    /** When the targets were last changed is only shown, never decided upon. */
    static void recordLast(Originwall root, Workspace workspace, List<TargetReport> reports) {
        List<String> changed = reports.stream()
                .filter(TargetReport::isChanged)
                .map(TargetReport::name)
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        try {
            workspace.lastChanges().record(changed, root.console().clock().instant());
        } catch (StateException e) {
            warn(root, String.valueOf(e.getMessage()));
        }
    }

    /** Fetches the ranges and remembers what became of it: what went wrong, and in the journal whether it changed anything. */
    static Ranges fetch(Originwall root, Workspace workspace, Acceptance acceptance)
            throws NoTrustworthyRangesException {
        RangeKeeper keeper = workspace.keeper();
        Optional<List<RangeEntry>> before = entries(keeper);
        Ranges fetched = keeper.refresh(acceptance);
        boolean wasGood = recordProblems(root, workspace, fetched.problems());
        Instant now = root.console().clock().instant();
        if (fetched.rejection().isEmpty()) {
            if (!before.equals(Optional.of(fetched.entries()))) {
                journal(root, workspace).accept(new Event.RangesFetched(now, fetched, true));
            }
        } else if (wasGood) {
            journal(root, workspace)
                    .accept(new Event.RangesRejected(
                            now, fetched.rejection().get(), fetched.problems(), Optional.of(fetched)));
        }
        return fetched;
    }

    private static Optional<List<RangeEntry>> entries(RangeKeeper keeper) {
        try {
            Ranges last = keeper.lastGood();
            return last.state() == Ranges.State.EMBEDDED ? Optional.empty() : Optional.of(last.entries());
        } catch (NoTrustworthyRangesException e) {
            return Optional.empty();
        }
    }

    /** Was the last fetch a good one? */
    private static boolean recordProblems(Originwall root, Workspace workspace, List<String> problems) {
        LastProblems last = new LastProblems(workspace.store());
        try {
            boolean wasGood = last.read().isEmpty();
            last.record(problems);
            return wasGood;
        } catch (StateException e) {
            warn(root, String.valueOf(e.getMessage()));
            return true;
        }
    }

    private static void warn(Originwall root, String problem) {
        root.console().err().println("originwall: warning: " + problem);
    }

    /** The same ranges, with what went wrong at the last fetch. */
    static Ranges withLastProblems(Ranges ranges, Workspace workspace) {
        List<String> problems = new ArrayList<>(ranges.problems());
        workspace.state().problem().ifPresent(problems::add);
        try {
            new LastProblems(workspace.store())
                    .read().stream().map(problem -> "last fetch: " + problem).forEach(problems::add);
        } catch (StateException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return ranges.withProblems(problems);
    }

    /** When a target was last changed; empty, with a warning, where that cannot be read. */
    static Optional<Instant> last(Originwall root, Workspace workspace, String target) {
        try {
            return workspace.lastChanges().of(target);
        } catch (StateException e) {
            warn(root, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
