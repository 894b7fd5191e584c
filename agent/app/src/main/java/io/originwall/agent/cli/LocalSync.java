package io.originwall.agent.cli;

import io.originwall.agent.boot.BootFileUpdater;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.daemon.notify.Notifier;
import io.originwall.agent.daemon.notify.ProblemStore;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.Events;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.journal.ChangeRecorder;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.state.AcceptedConfig;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.agent.state.GuardRemovals;
import io.originwall.agent.state.StateWork;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.SyncService;
import io.originwall.api.Guard;
import io.originwall.exec.SystemCommandRunner;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Does what the daemon does, in a command, where there is no daemon. The caller holds the state lock. */
final class LocalSync implements AutoCloseable {
    private final CommandContext context;
    private final Display display;
    private final Progress progress;
    private final ChangeRecorder recorder;
    private final Optional<Notifier> notifier;
    private final Events events;
    private final BootFileUpdater boot;
    private final SyncService sync;
    private final GuardRemovals removals;

    LocalSync(Originwall root, CommandContext context) {
        this.context = context;
        this.display = root.display();
        this.progress = root.progress();
        this.recorder = new ChangeRecorder(context.store(), Runnable::run, display::warn);
        this.boot = new BootFileUpdater(context.bootFiles(), Runnable::run, display::warn);
        this.notifier = notifier(context, display);
        this.events = new Events(Stream.<Consumer<Event>>concat(Stream.of(recorder), notifier.stream())
                .toList());
        this.sync = new SyncService(root.console().clock(), events, boot);
        this.removals = new GuardRemovals(context.store());
    }

    /** Empty where nobody is to be told. */
    private static Optional<Notifier> notifier(CommandContext context, Display display) {
        NotificationConfig config;
        try {
            config = context.notifications();
        } catch (ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(line -> display.warn("nobody is notified: " + line));
            return Optional.empty();
        }
        if (config.isOff()) {
            return Optional.empty();
        }
        ProblemStore problems = new ProblemStore(context.store(), Runnable::run, display::warn);
        Notifier notifier = Notifier.ofCommand(config, new SystemCommandRunner(), problems);
        notifier.restore();
        return Optional.of(notifier);
    }

    SyncService service() {
        return sync;
    }

    /** @param acceptance for the fetch; empty to ask nobody and go by the last good ranges */
    Ranges ranges(Optional<Acceptance> acceptance) throws NoTrustworthyRangesException {
        RangesService rangesService = context.rangesService();
        if (acceptance.isEmpty()) {
            return rangesService.lastGood();
        }
        sync.begin(rangesService);
        try (Progress.Step fetching = progress.on(rangesService.fetching())) {
            return sync.refresh(rangesService, acceptance.get()).ranges();
        }
    }

    /** Brings the targets up to date. What was removed by hand is guarded again. */
    Cycle sync(TargetSelection selection, Ranges ranges) {
        List<GuardedTarget> targets =
                context.targets(selection, AllowList.of(ranges, context.config().allow()));
        targets.forEach(target -> tellRemoval(target.target().name()));
        forgetRemovals(targets);
        List<TargetReport> reports = progress.each(targets, target -> sync.reconcile(target, Cause.REQUEST));
        Cycle cycle = new Cycle(Optional.of(ranges), reports);
        // Until the new ones stand, that of another target is the only guard that a boot could put up.
        if (selection.isAll() && !cycle.anyFailed()) {
            boot.retain(targets.stream().map(GuardedTarget::target).toList());
            accept();
        }
        return cycle;
    }

    /** A sync by cron undoes what somebody did by hand, and should say so. */
    private void tellRemoval(String target) {
        attempt(() -> removals.of(target)
                .ifPresent(removal -> display.warn("the guard of " + target + " was removed by " + removal.by() + " at "
                        + removal.at() + "; this sync puts it up again")));
    }

    /** Its config is what a daemon that starts is to enforce. */
    void accept() {
        attempt(() -> new AcceptedConfig(context.store())
                .accept(context.loaded().text().text()));
    }

    /** Takes the guards out. They stay out until a sync, also where a daemon or a boot comes in between. */
    Cycle remove(TargetSelection selection, GuardRemoval removal) {
        List<GuardedTarget> targets = context.unguarded(selection);
        // First, so that not even a power cut in between brings back what was removed.
        for (GuardedTarget target : targets) {
            attempt(() -> removals.record(target.target().name(), removal));
            boot.forget(target.target());
        }
        List<TargetReport> reports =
                progress.each(targets, target -> sync.reconcile(target.wanting(Guard.none()), Cause.REQUEST));
        reports.stream()
                .filter(TargetReport::stands)
                .forEach(report ->
                        events.accept(new Event.GuardRemoved(removal.at(), report.name(), removal.at(), removal.by())));
        return new Cycle(Optional.empty(), reports);
    }

    /** These are guarded again. */
    void forgetRemovals(List<GuardedTarget> targets) {
        List<String> names =
                targets.stream().map(target -> target.target().name()).toList();
        attempt(() -> removals.clear(names));
    }

    private void attempt(StateWork work) {
        StateWork.attempt(work).ifPresent(display::warn);
    }

    @Override
    public void close() {
        try (Progress.Step telling = progress.on("delivering notifications")) {
            notifier.ifPresent(Notifier::close);
        }
        recorder.close();
    }
}
