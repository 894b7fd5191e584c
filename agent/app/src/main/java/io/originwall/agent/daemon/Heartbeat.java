package io.originwall.agent.daemon;

import io.originwall.agent.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the daemon lives: the scheduler still runs what is due, and no cycle is stuck. It has a thread of its own and goes by the
 * monotonic clock, so neither a stuck scheduler nor a jump of the wall clock stops it.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** Often enough where nobody asks for more. */
    static final Duration BEAT = Duration.ofSeconds(10);
    /**
     * What is normal.
     *
     * @param beat how often this looks
     * @param pulse the longest time without the pulse that goes through the scheduler at every beat
     * @param cycle the longest a cycle may take: longer than every time limit within it together
     */
    record Limits(Duration beat, Duration pulse, Duration cycle) {
        static Limits beating(Duration beat) {
            return new Limits(beat, Duration.ofSeconds(30), Duration.ofMinutes(10));
        }
    }

    /** Slower drifts, as NTP makes them, are no jumps. */
    private static final Duration JUMP = Duration.ofSeconds(30);

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private static final String PULSE = "pulse";

    private final Limits limits;
    private final Schedule schedule;
    private final Supplier<Duration> longestRun;
    private final Consumer<Event> events;
    private final Clock clock;
    private final List<Runnable> whileAlive = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "heartbeat");
    private volatile long pulse = System.nanoTime();
    private volatile long beaten = System.nanoTime();
    private volatile boolean alive = true;

    Heartbeat(Limits limits, Schedule schedule, Supplier<Duration> longestRun, Consumer<Event> events, Clock clock) {
        this.limits = limits;
        this.schedule = schedule;
        this.longestRun = longestRun;
        this.events = events;
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** Done at every beat, as long as the daemon lives. */
    void whileAlive(Runnable work) {
        whileAlive.add(work);
    }

    void start() {
        schedule.add(Schedule.Type.DAEMON, PULSE, () -> {
            pulse = System.nanoTime();
            return clock.instant().plus(Duration.ofDays(1));
        });
        thread.start();
    }

    private void run() {
        Instant wall = clock.instant();
        long nanos = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            tryOnce(() -> schedule.now(PULSE));
            try {
                Thread.sleep(limits.beat().toMillis());
            } catch (InterruptedException e) {
                return;
            }
            Instant wallNow = clock.instant();
            long nanosNow = System.nanoTime();
            Duration jump = Duration.between(wall, wallNow).minusNanos(nanosNow - nanos);
            wall = wallNow;
            nanos = nanosNow;
            if (jump.abs().compareTo(JUMP) > 0) {
                events.accept(new Event.ClockJumped(wallNow, jump));
                tryOnce(schedule::everythingNow);
            }
            tryOnce(this::beat);
        }
    }

    private void beat() {
        beaten = System.nanoTime();
        Duration sincePulse = Duration.ofNanos(System.nanoTime() - pulse);
        Duration cycle = longestRun.get();
        boolean was = alive;
        alive = schedule.isRunning() && sincePulse.compareTo(limits.pulse()) < 0 && cycle.compareTo(limits.cycle()) < 0;
        if (alive) {
            whileAlive.forEach(Heartbeat::tryOnce);
        } else if (was) {
            LOG.error(
                    "stuck: the scheduler last ran {} s ago, a cycle has been running for {} s",
                    sincePulse.toSeconds(),
                    cycle.toSeconds());
        }
    }

    private static void tryOnce(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("the heartbeat goes on without a part of it: this is a bug", e);
        }
    }

    /** Also false where the heartbeat itself has stopped. */
    boolean isAlive() {
        return alive && System.nanoTime() - beaten < SILENCE.toNanos();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
