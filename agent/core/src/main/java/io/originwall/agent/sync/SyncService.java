package io.originwall.agent.sync;

import io.originwall.agent.boot.BootFileUpdater;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.ranges.Rejection;
import io.originwall.api.Guard;
import io.originwall.api.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two steps of every cycle, whoever starts it (a command, a Quartz job, a change by others, a request at the control socket): fetch the
 * ranges, and bring one target to its wanted guard. What happens is an event; the listeners write it down and tell it. Thread-safe: one
 * fetch at a time, and the caller works on one target at a time.
 */
public final class SyncService {
    private static final Logger LOG = LoggerFactory.getLogger(SyncService.class);

    private final Clock clock;
    private final Consumer<Event> events;
    private final BootFileUpdater boot;
    private final Reconciler reconciler = new Reconciler();

    private volatile Optional<Ranges> inForce = Optional.empty();
    private volatile Optional<Instant> lastGoodFetch = Optional.empty();
    private volatile boolean answered;

    /** @param boot keeps what the next boot puts up the same as what is enforced */
    public SyncService(Clock clock, Consumer<Event> events, BootFileUpdater boot) {
        this.clock = clock;
        this.events = events;
        this.boot = boot;
    }

    /** The last good ranges, which can be enforced before anybody has answered. Empty where there are none. */
    public synchronized Optional<Ranges> begin(RangesService rangesService) {
        try {
            inForce = Optional.of(rangesService.lastGood());
        } catch (NoTrustworthyRangesException e) {
            LOG.debug("no ranges to begin with", e);
        }
        return inForce;
    }

    /**
     * What a fetch came to.
     *
     * @param ranges in force from now on: the new list, or the old one with a rejection
     * @param changed do they contain other blocks than those before?
     */
    public record Refreshed(Ranges ranges, boolean changed) {}

    /**
     * Fetches, validates and remembers the ranges.
     *
     * @throws NoTrustworthyRangesException if there is none, neither new nor old, nor in force
     */
    public synchronized Refreshed refresh(RangesService rangesService, Acceptance acceptance)
            throws NoTrustworthyRangesException {
        Ranges fetched;
        try {
            fetched = rangesService.refresh(acceptance);
        } catch (NoTrustworthyRangesException e) {
            answered = true;
            // Those in force may never have been written down, or be unreadable by now: they are good all the same.
            inForce = inForce.map(kept -> kept.rejected(e.rejection(), e.problems()));
            reject(e.rejection(), e.problems());
            return new Refreshed(inForce.orElseThrow(() -> e), false);
        }
        answered = true;
        if (fetched.rejection().isPresent() && inForce.isPresent()) {
            // What is on the disk may be older than what is in force, if that could not be written down.
            fetched = inForce.get().rejected(fetched.rejection().get(), fetched.problems());
        }
        boolean changed = inForce.isEmpty() || !inForce.get().letsInTheSameAs(fetched);
        inForce = Optional.of(fetched);
        if (fetched.rejection().isPresent()) {
            reject(fetched.rejection().get(), fetched.problems());
        } else {
            lastGoodFetch = Optional.of(fetched.fetchedAt());
            events.accept(new Event.RangesFetched(clock.instant(), fetched, changed));
        }
        return new Refreshed(fetched, changed);
    }

    private void reject(Rejection reason, List<String> problems) {
        events.accept(new Event.RangesRejected(clock.instant(), reason, problems, inForce));
    }

    /** Says why a target was looked at, once it is known what came of it. */
    @FunctionalInterface
    public interface Reason {
        Cause of(TargetReport report, Instant now);
    }

    /** Plans, applies and verifies. */
    public TargetReport reconcile(GuardedTarget guarded, Cause cause) {
        return reconcile(guarded, (report, now) -> cause).report();
    }

    /** The same; the reason is asked before anybody is told. */
    public Event.Synced reconcile(GuardedTarget guarded, Reason reason) {
        TargetReport report = reconciler.sync(guarded);
        Instant now = clock.instant();
        Event.Synced synced = new Event.Synced(now, reason.of(report, now), report, guarded.wanted());
        events.accept(synced);
        if (report.stands()) {
            boot.follow(guarded.target(), guarded.wanted(), !report.changes().isEmpty());
        }
        return synced;
    }

    /**
     * Puts back what was there before a trial.
     *
     * @param guard what that was
     */
    public TargetReport restore(GuardedTarget guarded, Snapshot before, Guard guard) {
        TargetReport report = reconciler.restore(guarded, before);
        // Nothing for the next boot: a trial has not changed what it puts up.
        events.accept(new Event.Synced(clock.instant(), Cause.UNDO, report, guard));
        return report;
    }

    /** The ranges in force; empty before {@link #begin} and {@link #refresh}. */
    public Optional<Ranges> inForce() {
        return inForce;
    }

    /** When a fetch was last taken; empty where none was since the start. */
    public Optional<Instant> lastGoodFetch() {
        return lastGoodFetch;
    }

    /** At least one fetch has ended. */
    public boolean hasAnswered() {
        return answered;
    }
}
