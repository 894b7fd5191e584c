package io.originwall.agent.daemon;

import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import io.originwall.agent.event.Overview.Standing;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.Reconciler;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Keeps one target as it should be: looks when its watch tells, when the wanted guard changed, and now and then; puts right what differs.
 * Asked by any thread; works on one at a time.
 */
final class TargetWorker {
    /** Quartz goes by milliseconds of the wall clock: a look at the end of a pause must not come before it. */
    private static final Duration SLACK = Duration.ofMillis(5);

    /** A change by others that has waited longer than this may be a guard that is not there. */
    private static final Duration PROMPT = Duration.ofSeconds(3);

    private final Target target;
    private final String type;
    private final Surroundings around;
    private final String job;
    private final Watching watching;
    private final Reconciler reconciler = new Reconciler();
    private final RandomGenerator random = new SplittableRandom();
    private final Bookmark bookmark;
    private final Set<Cause> asked = EnumSet.noneOf(Cause.class);

    /** Held while the target is used. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Pace pace;
    private volatile Optional<Guard> wanted = Optional.empty();
    private volatile Duration poll;
    private volatile Optional<Long> busySince = Optional.empty();
    /** Since when somebody else's change waits for a look. */
    private volatile Optional<Long> touchedAt = Optional.empty();

    private Optional<Guard> inForce = Optional.empty();
    /** What the last look had to leave out, and why. */
    private Optional<String> leftOut = Optional.empty();

    private volatile Optional<Guard> booting = Optional.empty();
    private volatile String bootProblem = "";
    private boolean retired;

    /**
     * What a worker works with.
     *
     * @param schedule calls it
     * @param events is told what it did
     * @param boot gets what the next boot needs
     * @param paperwork writes that
     */
    record Surroundings(Schedule schedule, EventSink events, Clock clock, BootFiles boot, Paperwork paperwork) {
        /** What could not be kept, as an event. */
        void tell(StateException problem) {
            events.accept(new Event.StateProblem(clock.instant(), String.valueOf(problem.getMessage())));
        }
    }

    /** @param job unique among the jobs, now and later */
    TargetWorker(
            Target target,
            String type,
            String job,
            Duration poll,
            Optional<Instant> lastChange,
            Pace pace,
            Surroundings around) {
        this.target = target;
        this.type = type;
        this.job = job;
        this.poll = poll;
        this.pace = pace;
        this.around = around;
        this.bookmark = new Bookmark(target, type, lastChange);
        this.watching = new Watching(target, () -> ask(Cause.WATCH), around.events(), around.clock());
        around.schedule().add(job, this::run);
    }

    /** From now on the target should be like this. Asks for a look only where that is news. */
    void want(Guard guard, Duration every, Cause cause) {
        poll = every;
        if (!wanted.equals(Optional.of(guard))) {
            wanted = Optional.of(guard);
            ask(cause);
        }
    }

    /** Soon there will be a look; where repairs have taken more processor time than they may, when their pause is over. */
    void ask(Cause cause) {
        synchronized (asked) {
            asked.add(cause);
            if (cause == Cause.WATCH && touchedAt.isEmpty()) {
                touchedAt = Optional.of(System.nanoTime());
            }
        }
        if (cause != Cause.WATCH || !pace.isHeld()) {
            around.schedule().now(job);
        }
    }

    private Instant run() {
        Duration next = look();
        // Whoever touches the target during a pause relies on the look at its end.
        Duration held = pace.heldFor();
        boolean pausing = held.compareTo(Duration.ZERO) > 0 && held.compareTo(next) < 0;
        if (held.compareTo(Duration.ZERO) <= 0 && isTouched()) {
            // Touched during a pause that ended before this look did: nobody else asks for the next one.
            return around.clock().instant();
        }
        return around.clock().instant().plus(pausing ? held.plus(SLACK) : next);
    }

    /**
     * Looks now, on the caller's thread, and puts right what differs.
     *
     * @return how long until the next look
     */
    Duration look() {
        lock.lock();
        busySince = Optional.of(System.nanoTime());
        try {
            Set<Cause> causes = takeAsked();
            Optional<Guard> guard = wanted;
            if (retired || guard.isEmpty()) {
                return poll();
            }
            watching.keepUp();
            return look(causes, guard.get());
        } finally {
            busySince = Optional.empty();
            lock.unlock();
        }
    }

    private Duration look(Set<Cause> causes, Guard guard) {
        pace.begin();
        TargetReport report = reconciler.sync(new GuardedTarget(target, type, guard));
        Instant now = around.clock().instant();
        Cause cause = cause(causes, guard, report);
        bookmark.looked(report, now);
        inForce = report.stands() ? Optional.of(guard) : Optional.empty();
        leftOut = report.error();
        Event.Synced synced = new Event.Synced(now, cause, report, guard);
        around.events().accept(synced);
        if (report.stands()) {
            storeForBoot(guard, !report.changes().isEmpty());
        }
        return wait(synced);
    }

    /** Until the next look. */
    private Duration wait(Event.Synced synced) {
        OptionalInt fight = OptionalInt.empty();
        Duration wait = poll();
        if (synced.report().failed()) {
            wait = pace.failed();
            if (synced.isRepair()) {
                fight = pace.spend();
                Duration held = pace.heldFor();
                wait = held.compareTo(wait) > 0 ? held : wait;
            } else if (synced.report().isUndone() && isTouched()) {
                // Somebody was faster, and there is a look to come already; else what is read back is not understood.
                fight = pace.spend();
            }
        } else if (synced.isRepair()) {
            fight = pace.repaired();
        } else {
            pace.calm();
        }
        if (fight.isPresent()) {
            Duration held = pace.heldFor();
            around.events()
                    .accept(new Event.Fight(
                            around.clock().instant(),
                            target.name(),
                            fight.getAsInt(),
                            held.isNegative() ? Duration.ZERO : held));
        }
        return wait;
    }

    private boolean isTouched() {
        synchronized (asked) {
            return asked.contains(Cause.WATCH);
        }
    }

    private Duration poll() {
        return Backoff.spread(poll, random);
    }

    /** Also after a repair: the bridges of this host may be others by now, and the file may be what was meddled with. */
    private void storeForBoot(Guard guard, boolean anyway) {
        if (!anyway && booting.equals(Optional.of(guard))) {
            return;
        }
        booting = Optional.of(guard);
        around.paperwork().soon(() -> {
            try {
                around.boot().store(target, guard);
                bootProblem = "";
            } catch (StateException e) {
                booting = Optional.empty();
                tellBootProblem(e);
            }
        });
    }

    /** Each look tries again, and what it cannot do is told once. */
    private void tellBootProblem(StateException problem) {
        String text = String.valueOf(problem.getMessage());
        if (!text.equals(bootProblem)) {
            bootProblem = text;
            around.tell(problem);
        }
    }

    private Set<Cause> takeAsked() {
        synchronized (asked) {
            Set<Cause> taken = EnumSet.copyOf(asked);
            asked.clear();
            touchedAt = Optional.empty();
            return taken;
        }
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
        around.schedule().remove(job);
        lock.lock();
        try {
            retired = true;
            watching.close();
            target.leave();
        } finally {
            lock.unlock();
        }
    }

    /** Takes everything of ours out of a target whose worker is retired. */
    TargetReport clean(Cause cause) {
        TargetReport report = reconciler.sync(new GuardedTarget(target, type, Guard.none()));
        around.events().accept(new Event.Synced(around.clock().instant(), cause, report, Guard.none()));
        if (!report.failed()) {
            storeForBoot(Guard.none(), true);
        }
        return report;
    }

    /** After {@link #retire()}. */
    void close() {
        target.close();
    }

    String name() {
        return target.name();
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

    boolean hasLooked() {
        return bookmark.hasLooked();
    }

    Duration busyFor() {
        return since(busySince);
    }

    private static Duration since(Optional<Long> nanos) {
        return nanos.map(then -> Duration.ofNanos(System.nanoTime() - then)).orElse(Duration.ZERO);
    }

    /** As of the last look. */
    Standing lastStanding() {
        boolean overdue = since(touchedAt).compareTo(PROMPT) > 0 || busyFor().compareTo(PROMPT) > 0;
        return overdue ? bookmark.overdue() : bookmark.standing();
    }

    /** With fresh counters, unless the target is busy. */
    Standing standing() {
        if (lock.tryLock()) {
            try {
                if (!retired) {
                    bookmark.refresh(System.nanoTime());
                }
            } finally {
                lock.unlock();
            }
        }
        return lastStanding();
    }
}
