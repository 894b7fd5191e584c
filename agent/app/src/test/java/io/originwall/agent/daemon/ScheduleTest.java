package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Schedule schedule = new Schedule();
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        schedule.close();
    }

    private Instant countedAndDueIn(Duration wait) {
        runs.incrementAndGet();
        return Instant.now().plus(wait);
    }

    private void awaitRuns(int atLeast) {
        await().untilAsserted(() -> assertThat(runs.get()).isGreaterThanOrEqualTo(atLeast));
    }

    @Test
    void workIsDueWhenItSaidItWouldBe() {
        schedule.add(Schedule.Type.DAEMON, "work", () -> countedAndDueIn(Duration.ofMillis(20)));
        schedule.now("work");

        awaitRuns(5);
    }

    @Test
    void workIsNotDueBeforeSomebodyAsks() throws Exception {
        schedule.add(Schedule.Type.DAEMON, "work", () -> countedAndDueIn(LONG));
        Thread.sleep(200);
        assertThat(runs).hasValue(0);

        schedule.now("work");
        awaitRuns(1);
    }

    @Test
    void workThatIsAskedForInTheMiddleOfItselfRunsOnceMoreAndNeverBesideItself() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        List<Integer> most = new CopyOnWriteArrayList<>();
        schedule.add(Schedule.Type.DAEMON, "work", () -> {
            most.add(atOnce.incrementAndGet());
            begun.countDown();
            awaitLatch(go);
            atOnce.decrementAndGet();
            return countedAndDueIn(LONG);
        });
        schedule.now("work");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        IntStream.range(0, 100).forEach(i -> schedule.now("work"));
        go.countDown();

        awaitRuns(2);
        Thread.sleep(200);
        assertThat(runs).hasValue(2);
        assertThat(most).containsOnly(1);
    }

    @Test
    void slowWorkDoesNotDelayOthers() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            schedule.add(Schedule.Type.DAEMON, "slow " + i, () -> {
                awaitLatch(go);
                return Instant.now().plus(LONG);
            });
            schedule.now("slow " + i);
        }
        schedule.add(Schedule.Type.DAEMON, "quick", () -> countedAndDueIn(LONG));
        schedule.now("quick");

        awaitRuns(1);
        go.countDown();
    }

    @Test
    void workThatBreaksIsDueAgainAndDoesNotBreakOthers() {
        schedule.add(Schedule.Type.DAEMON, "broken", () -> {
            runs.incrementAndGet();
            throw new IllegalStateException("on purpose");
        });
        schedule.now("broken");
        awaitRuns(1);

        schedule.now("broken");
        awaitRuns(2);
    }

    @Test
    void whatCameDueWhileTheMachineSleptIsDoneOnce() throws Exception {
        AtomicInteger first = new AtomicInteger();
        schedule.add(Schedule.Type.DAEMON, "work", () -> {
            runs.incrementAndGet();
            // Due an hour ago, as after a night in suspend.
            return first.getAndIncrement() == 0
                    ? Instant.now().minus(LONG)
                    : Instant.now().plus(LONG);
        });
        schedule.now("work");

        awaitRuns(2);
        Thread.sleep(200);
        assertThat(runs).hasValue(2);
    }

    @Test
    void everythingCanBeMadeDueAtOnce() {
        schedule.add(Schedule.Type.DAEMON, "one", () -> countedAndDueIn(LONG));
        schedule.add(Schedule.Type.DAEMON, "other", () -> countedAndDueIn(LONG));
        schedule.now("one");
        schedule.now("other");
        awaitRuns(2);

        schedule.everythingNow();

        awaitRuns(4);
    }

    @Test
    void afterAJumpOfTheClockNothingIsDoneThatNobodyAskedFor() throws Exception {
        schedule.onRequest("reload", runs::incrementAndGet);
        schedule.now("reload");
        awaitRuns(1);

        schedule.everythingNow();

        Thread.sleep(200);
        assertThat(runs).hasValue(1);
        schedule.now("reload");
        awaitRuns(2);
    }

    @Test
    void removedWorkIsNotDueAgain() throws Exception {
        schedule.add(Schedule.Type.DAEMON, "work", () -> countedAndDueIn(Duration.ofMillis(20)));
        schedule.now("work");
        awaitRuns(1);

        schedule.remove("work");
        Thread.sleep(100);
        int then = runs.get();
        schedule.now("work");
        Thread.sleep(200);
        assertThat(runs).hasValue(then);
    }

    @Test
    void workCanBeRemovedWhileItIsDue() {
        IntStream.range(0, 3000).forEach(i -> {
            schedule.add(Schedule.Type.RECONCILE_TARGET, "work", () -> countedAndDueIn(Duration.ZERO));
            schedule.now("work");
            while (runs.get() == 0) {
                Thread.onSpinWait();
            }
            schedule.remove("work");
            runs.set(0);
        });
    }

    @Test
    void workCanBeRemovedWhileSomebodyAsksForIt() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                schedule.now("work");
            }
        });
        IntStream.range(0, 3000).forEach(i -> {
            schedule.add(Schedule.Type.RECONCILE_TARGET, "work", () -> countedAndDueIn(LONG));
            schedule.remove("work");
        });
        over.set(true);

        assertThat(asking).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void anEndedScheduleTakesNoWorkAndSaysSo() {
        schedule.close();

        schedule.add(Schedule.Type.DAEMON, "work", () -> countedAndDueIn(LONG));
        schedule.now("work");
        assertThat(schedule.isRunning()).isFalse();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
