package io.originwall.agent.daemon;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.time.Backoff;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles one target: on watch events, on changes of the wanted guard and on a poll interval. Thread-safe; runs are serialized.
 */
final class TargetWorker {
    private static final Logger LOG = LoggerFactory.getLogger(TargetWorker.class);

    /** Quartz goes by milliseconds of the wall clock: a look at the end of a pause must not come before it. */
    private static final Duration SLACK = Duration.ofMillis(5);

    /** A change by others that has waited longer than this may be a guard that is not there. */
    private static final Duration PROMPT = Duration.ofSeconds(3);

    private static final Duration MIN_TRIAL = Duration.ofSeconds(1);

    private final Target target;
    private final String type;
    private final WorkerContext context;
    private final String job;
    private final WatchSupervisor watching;
    private final RandomGenerator random = new SplittableRandom();
    private final TargetStatusCache statusCache;
    private final PendingRequests pending = new PendingRequests();

    /** Held while the target is used. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ReconcileInterval interval;
    private volatile Optional<Guard> wanted = Optional.empty();
    private volatile Duration poll;
    private volatile Optional<Long> busySince = Optional.empty();

    private Optional<Guard> inForce = Optional.empty();
    /** What the last look had to leave out, and why. */
    private Optional<String> leftOut = Optional.empty();

    private boolean retired;

    /** The guard is removed by hand; nothing is put up until a sync. */
    private volatile Optional<GuardRemoval> removed;

    /** When a guard on trial is over, by {@link System#nanoTime()}. */
    private volatile Optional<Long> trialEnds = Optional.empty();

    /** Whether the guard that was removed by hand is out. */
    private volatile boolean isRemoved;

    /** The store may still say that it is removed. */
    private volatile boolean isRecorded;

    /** Another one works on this target meanwhile. */
    private volatile boolean suspended;

    /** @param job unique among the jobs, now and later */
    TargetWorker(
            Target target,
            String type,
            String job,
            Duration poll,
            Optional<Instant> lastChange,
            Optional<GuardRemoval> removed,
            ReconcileInterval interval,
            WorkerContext context) {
        this.target = target;
        this.type = type;
        this.job = job;
        this.poll = poll;
        this.interval = interval;
        this.context = context;
        this.statusCache = new TargetStatusCache(target, type, lastChange);
        this.removed = removed;
        this.isRecorded = removed.isPresent();
        this.isRemoved = removed.isPresent();
        statusCache.removed(removed);
        this.watching = new WatchSupervisor(target, () -> ask(Cause.WATCH), context.events(), context.clock());
        context.schedule().add(Schedule.Type.RECONCILE_TARGET, job, this::run);
    }

    /** From now on the target should be like this. Asks for a look only where that is news. */
    void want(Guard guard, Duration every, Cause cause) {
        poll = every;
        if (!wanted.equals(Optional.of(guard))) {
            wanted = Optional.of(guard);
            ask(cause);
        }
    }

    /** The same for a time: what is put up later, after a change by others, lasts as much shorter. */
    void tryOut(Guard guard, Duration time) {
        trialEnds = Optional.of(System.nanoTime() + time.toNanos());
        wanted = Optional.of(guard);
    }

    private Guard forTheTime(Guard guard) {
        return trialEnds
                .map(end -> Duration.ofNanos(end - System.nanoTime()))
                .map(left -> guard.onTrial(left.compareTo(MIN_TRIAL) < 0 ? MIN_TRIAL : left))
                .orElse(guard);
    }

    /** Soon there will be a look; where repairs have taken more processor time than they may, when their pause is over. */
    void ask(Cause cause) {
        pending.add(cause);
        if (cause != Cause.WATCH || !interval.isHeld()) {
            context.schedule().now(job);
        }
    }

    /** The same; its report comes when that look has ended, and is cancelled where there will be none. */
    CompletableFuture<TargetReport> request(Cause cause) {
        CompletableFuture<TargetReport> report = pending.await();
        if (!report.isCancelled()) {
            ask(cause);
        }
        return report;
    }

    private Instant run() {
        Duration next = reconcile();
        // Whoever touches the target during a pause relies on the look at its end.
        Duration held = interval.heldFor();
        boolean pausing = held.compareTo(Duration.ZERO) > 0 && held.compareTo(next) < 0;
        if (held.compareTo(Duration.ZERO) <= 0 && pending.isTouched()) {
            // Touched during a pause that ended before this look did: nobody else asks for the next one.
            return context.clock().instant();
        }
        return context.clock().instant().plus(pausing ? held.plus(SLACK) : next);
    }

    /**
     * Reconciles now, on the caller's thread.
     *
     * @return how long until the next time
     */
    Duration reconcile() {
        lock.lock();
        busySince = Optional.of(System.nanoTime());
        try {
            Set<Cause> causes = pending.takeCauses();
            Optional<Guard> guard = goal();
            if (retired || suspended || guard.isEmpty()) {
                pending.cancelAll();
                return poll();
            }
            if (removed.isEmpty()) {
                watching.keepUp();
            }
            return reconcile(causes, guard.get());
        } finally {
            busySince = Optional.empty();
            lock.unlock();
        }
    }

    /** What a look should bring about; empty where there is nothing to do. */
    private Optional<Guard> goal() {
        if (removed.isEmpty()) {
            return wanted;
        }
        return isRemoved ? Optional.empty() : Optional.of(Guard.none());
    }

    private Duration reconcile(Set<Cause> causes, Guard guard) {
        interval.begin();
        List<CompletableFuture<TargetReport>> answered = pending.takeWaiting();
        try {
            Event.Synced synced = sync(causes, guard);
            isRemoved = guard.isNone() && synced.report().stands();
            answered.forEach(report -> report.complete(synced.report()));
            return wait(synced);
        } finally {
            // Where it broke; else it changes nothing.
            answered.forEach(report -> report.cancel(false));
        }
    }

    private Event.Synced sync(Set<Cause> causes, Guard guard) {
        return context.sync().reconcile(new GuardedTarget(target, type, forTheTime(guard)), (report, now) -> {
            Cause cause = cause(causes, guard, report);
            // Before it is told: whoever hears of it may ask how this target stands.
            statusCache.reconciled(report, now);
            inForce = report.stands() ? Optional.of(guard) : Optional.empty();
            leftOut = report.error();
            return cause;
        });
    }

    /** Until the next look. */
    private Duration wait(Event.Synced synced) {
        OptionalInt fight = OptionalInt.empty();
        Duration wait = poll();
        if (synced.report().failed()) {
            wait = interval.failed();
            if (synced.isRepair()) {
                fight = interval.spend();
                Duration held = interval.heldFor();
                wait = held.compareTo(wait) > 0 ? held : wait;
            } else if (synced.report().isUndone() && pending.isTouched()) {
                // Somebody was faster, and there is a look to come already; else what is read back is not understood.
                fight = interval.spend();
            }
        } else if (synced.isRepair()) {
            fight = interval.repaired();
        } else {
            interval.calm();
        }
        if (fight.isPresent()) {
            Duration held = interval.heldFor();
            context.events()
                    .accept(new Event.Fight(
                            context.clock().instant(),
                            target.name(),
                            fight.getAsInt(),
                            held.isNegative() ? Duration.ZERO : held));
        }
        return wait;
    }

    private Duration poll() {
        return Backoff.spread(poll, random);
    }

    /** A look that was asked for by a signal still found drift, if what it found differs from what we had put there. */
    private Cause cause(Set<Cause> causes, Guard guard, TargetReport report) {
        // What could be done at last, of what was left out so far, is nobody's doing.
        boolean caughtUp = leftOut.isPresent() && !leftOut.equals(report.error());
        boolean stood = inForce.equals(Optional.of(guard)) && !caughtUp;
        boolean differed = report.isChanged() || !report.stands();
        if (stood && differed) {
            return causes.contains(Cause.WATCH) ? Cause.WATCH : Cause.POLL;
        }
        Optional<Cause> reason =
                causes.stream().filter(cause -> stood || !cause.isDrift()).findFirst();
        return reason.orElse(stood && leftOut.isEmpty() ? Cause.POLL : Cause.RETRY);
    }

    /** A watch that ended by itself is started again by a look. */
    void checkWatch() {
        if (watching.hasEnded()) {
            ask(Cause.POLL);
        }
    }

    /** Ends the watch and every look to come; what is enforced stays. Waits for a look that has begun. */
    void retire() {
        pending.close();
        context.schedule().remove(job);
        lock.lock();
        try {
            retired = true;
            watching.close();
            target.release();
            pending.cancelAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes everything of ours out of a target whose worker is retired. */
    TargetReport clean(Cause cause) {
        return context.sync()
                .reconcile(new GuardedTarget(target, type, Guard.none()), (report, now) -> cause)
                .report();
    }

    /**
     * The guard is to be out from now on, at the word of a person, until {@link #restore()}; {@link #request} does it. Waits for no look.
     */
    void remove(GuardRemoval removal) {
        isRemoved = false;
        isRecorded = true;
        removed = Optional.of(removal);
        statusCache.removed(removed);
    }

    /**
     * What was removed by hand is wanted again.
     *
     * @throws StateException if that cannot be written down; it is wanted all the same, and the next call tries again
     */
    void restore() throws StateException {
        removed = Optional.empty();
        statusCache.removed(removed);
        if (isRecorded) {
            context.removals().clear(List.of(target.name()));
            isRecorded = false;
        }
    }

    Optional<GuardRemoval> removed() {
        return removed;
    }

    /** Leaves the target to another one until {@link #resume}; a look that has begun goes on, see {@link #awaitIdle}. */
    void suspend() {
        suspended = true;
    }

    /** Waits for a look that has begun. */
    void awaitIdle() {
        lock.lock();
        try {
            LOG.debug("{} is left to another one", target.name());
        } finally {
            lock.unlock();
        }
    }

    /** Works on the target again; what it finds there is nobody's drift. */
    void resume() {
        lock.lock();
        try {
            suspended = false;
            inForce = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** After {@link #retire()}. */
    void close() {
        target.close();
    }

    String name() {
        return target.name();
    }

    /** There is a guard to put up, and nobody removed it by hand. */
    boolean isWanted() {
        return wanted.isPresent() && removed.isEmpty();
    }

    boolean isObserving() {
        return wanted.filter(guard -> guard.mode() == Mode.OBSERVE).isPresent();
    }

    Target target() {
        return target;
    }

    String type() {
        return type;
    }

    /** It was looked at, or need not be. */
    boolean hasReconciled() {
        return statusCache.hasReconciled() || removed.isPresent();
    }

    Duration busyFor() {
        return since(busySince);
    }

    private static Duration since(Optional<Long> nanos) {
        return nanos.map(then -> Duration.ofNanos(System.nanoTime() - then)).orElse(Duration.ZERO);
    }

    /** As of the last look. */
    TargetStatus lastStatus() {
        boolean overdue =
                since(pending.touchedAt()).compareTo(PROMPT) > 0 || busyFor().compareTo(PROMPT) > 0;
        return overdue ? statusCache.overdue() : statusCache.status();
    }

    /** With fresh counters, unless the target is busy. */
    TargetStatus status() {
        if (lock.tryLock()) {
            try {
                if (!retired) {
                    statusCache.refresh(System.nanoTime());
                }
            } finally {
                lock.unlock();
            }
        }
        return lastStatus();
    }
}
