package io.originwall.agent.daemon;

import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
    /** A pulse goes through the scheduler at every beat; this many seconds without are no accident. */
    private static final Duration PULSE_LIMIT = Duration.ofSeconds(30);
    /** Longer than every time limit within a cycle together. */
    private static final Duration CYCLE_LIMIT = Duration.ofMinutes(10);
    /** Slower drifts, as NTP makes them, are no jumps. */
    private static final Duration JUMP = Duration.ofSeconds(30);

    private static final String PULSE = "pulse";

    private final Duration beat;
    private final Schedule schedule;
    private final Supplier<Duration> longestCycle;
    private final EventSink events;
    private final Clock clock;
    private final List<Runnable> whileAlive = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "heartbeat");
    private volatile long pulse = System.nanoTime();
    private volatile boolean alive = true;

    /** @param beat how often */
    Heartbeat(Duration beat, Schedule schedule, Supplier<Duration> longestCycle, EventSink events, Clock clock) {
        this.beat = beat;
        this.schedule = schedule;
        this.longestCycle = longestCycle;
        this.events = events;
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** Done at every beat, as long as the daemon lives. */
    void whileAlive(Runnable work) {
        whileAlive.add(work);
    }

    void start() {
        schedule.add(PULSE, () -> {
            pulse = System.nanoTime();
            return clock.instant().plus(Duration.ofDays(1));
        });
        thread.start();
    }

    private void run() {
        Instant wall = clock.instant();
        long nanos = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            schedule.now(PULSE);
            try {
                Thread.sleep(beat.toMillis());
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
                schedule.everythingNow();
            }
            beat();
        }
    }

    private void beat() {
        Duration sincePulse = Duration.ofNanos(System.nanoTime() - pulse);
        Duration cycle = longestCycle.get();
        boolean was = alive;
        alive = schedule.isRunning() && sincePulse.compareTo(PULSE_LIMIT) < 0 && cycle.compareTo(CYCLE_LIMIT) < 0;
        if (alive) {
            whileAlive.forEach(Runnable::run);
        } else if (was) {
            LOG.error(
                    "stuck: the scheduler last ran {} s ago, a cycle has been running for {} s",
                    sincePulse.toSeconds(),
                    cycle.toSeconds());
        }
    }

    boolean isAlive() {
        return alive;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
