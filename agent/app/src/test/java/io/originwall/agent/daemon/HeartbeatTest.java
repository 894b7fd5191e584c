package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.originwall.agent.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Schedule schedule = new Schedule();
    private final JumpingClock clock = new JumpingClock();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger beats = new AtomicInteger();
    private volatile Duration cycle = Duration.ZERO;
    private final Heartbeat heartbeat = new Heartbeat(
            new Heartbeat.Limits(BEAT, Duration.ofSeconds(1), Duration.ofMinutes(10)),
            schedule,
            () -> cycle,
            events::add,
            clock);

    private void start() {
        heartbeat.whileAlive(beats::incrementAndGet);
        heartbeat.start();
    }

    @AfterEach
    void close() {
        heartbeat.close();
        schedule.close();
    }

    private void awaitMoreBeats() {
        int then = beats.get();
        await().until(() -> beats.get() > then);
    }

    private void awaitNoMoreBeats() {
        await().until(() -> {
            int then = beats.get();
            Thread.sleep(10 * BEAT.toMillis());
            return beats.get() == then;
        });
    }

    @Test
    void beatsWhileTheSchedulerRuns() {
        start();

        awaitMoreBeats();
        awaitMoreBeats();
        assertThat(heartbeat.isAlive()).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void stopsWhenTheSchedulerIsStuck() {
        start();
        awaitMoreBeats();

        schedule.close();

        awaitNoMoreBeats();
        assertThat(heartbeat.isAlive()).isFalse();
    }

    @Test
    void stopsWhileACycleIsStuckAndGoesOnAfterwards() {
        start();
        awaitMoreBeats();

        cycle = Duration.ofMinutes(11);
        awaitNoMoreBeats();
        assertThat(heartbeat.isAlive()).isFalse();

        cycle = Duration.ZERO;
        awaitMoreBeats();
        assertThat(heartbeat.isAlive()).isTrue();
    }

    @Test
    void workThatBreaksDoesNotEndIt() {
        heartbeat.whileAlive(() -> {
            throw new IllegalStateException("on purpose");
        });
        start();

        awaitMoreBeats();
        awaitMoreBeats();
    }

    @Test
    void whenTheClockJumpsBackEverythingIsDueAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        // In an hour, by a clock that will be a year behind.
        schedule.add(Schedule.Type.DAEMON, "work", () -> {
            runs.incrementAndGet();
            return Instant.now().plus(YEAR);
        });
        schedule.now("work");
        await().until(() -> runs.get() == 1);
        start();
        awaitMoreBeats();

        clock.jump(YEAR.negated());

        await().until(() -> runs.get() == 2);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        Event.ClockJumped.class,
                        jumped -> assertThat(jumped.by().plus(YEAR).abs()).isLessThan(Duration.ofSeconds(30)));
    }

    @Test
    void aClockThatIsSetASecondForwardIsNoJump() {
        start();
        awaitMoreBeats();

        clock.jump(Duration.ofSeconds(1));

        awaitMoreBeats();
        awaitMoreBeats();
        assertThat(events).isEmpty();
    }

    private static final class JumpingClock extends Clock {
        private volatile Duration offset = Duration.ZERO;

        void jump(Duration by) {
            offset = offset.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
