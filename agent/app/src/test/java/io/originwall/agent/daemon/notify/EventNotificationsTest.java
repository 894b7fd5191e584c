package io.originwall.agent.daemon.notify;

import static io.originwall.agent.daemon.notify.Happenings.changed;
import static io.originwall.agent.daemon.notify.Happenings.drifted;
import static io.originwall.agent.daemon.notify.Happenings.driftedInPart;
import static io.originwall.agent.daemon.notify.Happenings.failed;
import static io.originwall.agent.daemon.notify.Happenings.fetched;
import static io.originwall.agent.daemon.notify.Happenings.fought;
import static io.originwall.agent.daemon.notify.Happenings.quiet;
import static io.originwall.agent.daemon.notify.Happenings.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.ranges.Rejection;
import io.originwall.api.Change;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventNotificationsTest {
    private static final Duration REMIND = Duration.ofHours(6);

    private EventNotifications notifications = new EventNotifications(new ActiveProblems());
    private final List<String> told = new ArrayList<>();

    /** What was told of these, since the last time. */
    private List<String> told(Event... events) {
        told.clear();
        for (Event event : events) {
            notifications
                    .of(event, REMIND)
                    .forEach(notification ->
                            told.add(notification.kind() + " " + notification.state() + ": " + notification.summary()));
        }
        return told;
    }

    @Test
    void aChangeIsToldWithItsCauseAndItsCounts() {
        assertThat(told(changed("host", 0, Cause.RANGES, Change.add("a"), Change.add("b"), Change.remove("c"))))
                .containsExactly("change happened: host was changed (ranges): 2 added, 1 removed");
    }

    @Test
    void whatSomebodyElseChangedIsDrift() {
        assertThat(told(drifted("host", 0)))
                .containsExactly("drift happened: somebody changed host; it is put right: 1 added, 1 repaired");
    }

    @Test
    void whatSomebodyElseChangedOfATargetOfWhichAPartIsLeftOutIsDriftToo() {
        told(failed("host", 0, "docker0: no such bridge"));

        assertThat(told(driftedInPart("host", 5, "docker0: no such bridge")))
                .containsExactly("drift happened: somebody changed host; it is put right: 1 repaired");
    }

    @Test
    void aQuietCycleIsNotTold() {
        assertThat(told(
                        quiet("host", 0),
                        fetched(0, false),
                        new Event.WatchRestarted(Happenings.NOON, "host"),
                        new Event.ClockJumped(Happenings.NOON, Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void aFailureIsToldWhenItBeginsNowAndThenAndWhenItEnds() {
        assertThat(told(failed("host", 0, "no room"))).containsExactly("failure began: host failed: no room");
        for (int minute = 1; minute < 360; minute++) {
            assertThat(told(failed("host", minute * 60, "no room"))).isEmpty();
        }
        assertThat(told(failed("host", 360 * 60, "no room")))
                .containsExactly("failure lasts: host still fails, for 6 h and 361 times: no room");
        assertThat(told(failed("host", 361 * 60, "no room"))).isEmpty();
        assertThat(told(quiet("host", 362 * 60), quiet("host", 363 * 60)))
                .containsExactly("failure ended: host works again, after 6 h");
        assertThat(told(failed("host", 364 * 60, "no room"))).containsExactly("failure began: host failed: no room");
    }

    @Test
    void oneTargetsFailureIsNotTheOthers() {
        assertThat(told(failed("a", 0, "x"), failed("b", 1, "x"), quiet("a", 2), failed("b", 3, "x")))
                .containsExactly(
                        "failure began: a failed: x",
                        "failure began: b failed: x",
                        "failure ended: a works again, after 2 s");
    }

    @Test
    void aFailureThatEndsWithAChangeTellsBoth() {
        told(failed("host", 0, "no room"));

        assertThat(told(changed("host", 90, Cause.RETRY, Change.add("a"))))
                .containsExactly(
                        "failure ended: host works again, after 90 s",
                        "change happened: host was changed (retry): 1 added");
    }

    @Test
    void aRejectionIsToldOnceForEachReason() {
        assertThat(told(
                        rejected(0, Rejection.UNREACHABLE),
                        rejected(60, Rejection.UNREACHABLE),
                        rejected(120, Rejection.SHRINKS),
                        rejected(180, Rejection.UNREACHABLE),
                        rejected(240, Rejection.SHRINKS),
                        fetched(300, false),
                        fetched(360, false)))
                .containsExactly(
                        "rejection began: the fetched ranges were not taken (unreachable);"
                                + " the list of 2026-11-22T12:00:00Z stays in force",
                        "rejection began: the fetched ranges were not taken (shrinks);"
                                + " the list of 2026-11-22T12:00:00Z stays in force",
                        "rejection ended: the ranges are good again, after 5 min");
    }

    @Test
    void withoutAnyListToFallBackOnItSaysWhatThatMeans() {
        assertThat(told(new Event.RangesRejected(
                        Happenings.NOON, Rejection.UNREACHABLE, List.of("x"), Optional.empty())))
                .containsExactly("rejection began: the fetched ranges were not taken (unreachable),"
                        + " and there is none to fall back on: nothing can be guarded");
    }

    @Test
    void aFightIsToldInPlaceOfItsRepairs() {
        assertThat(told(drifted("host", 0), drifted("host", 1), fought("host", 2, 3)))
                .containsExactly(
                        "drift happened: somebody changed host; it is put right: 1 added, 1 repaired",
                        "drift happened: somebody changed host; it is put right: 1 added, 1 repaired",
                        "drift began: somebody keeps changing host: put right 3 times in a row, the next time after 30 s;"
                                + " look for another program that changes it");
        assertThat(told(drifted("host", 30), fought("host", 60, 4), drifted("host", 90)))
                .isEmpty();
        assertThat(told(drifted("other", 91)))
                .as("another target is another matter")
                .hasSize(1);
        assertThat(told(drifted("host", 60 + 3600)))
                .as("an hour later it is news again")
                .hasSize(1);
        assertThat(told(fought("host", 3670, 3))).singleElement().asString().startsWith("drift began");
    }

    @Test
    void aRefusedConfigIsToldForEachMistakeAndEndsWithAGoodOne() {
        assertThat(told(
                        new Event.ConfigRefused(Happenings.at(0), List.of("a")),
                        new Event.ConfigRefused(Happenings.at(1), List.of("a")),
                        new Event.ConfigRefused(Happenings.at(2), List.of("b")),
                        new Event.ConfigReloaded(Happenings.at(3), List.of())))
                .containsExactly(
                        "failure began: a new config was refused, the old one stays in force",
                        "failure began: a new config was refused, the old one stays in force",
                        "failure ended: the config is good again, after 3 s",
                        "change happened: a new config is in force");
    }

    @Test
    void aProblemWithTheStateIsToldOnce() {
        assertThat(told(
                        new Event.StateProblem(Happenings.at(0), "disk full"),
                        new Event.StateProblem(Happenings.at(1), "disk full")))
                .containsExactly("failure began: disk full");
    }

    @Test
    void newRangesAreAChange() {
        assertThat(told(fetched(0, true)))
                .containsExactly("change happened: the ranges changed: now 1 IPv4 and 0 IPv6 blocks");
    }

    @Test
    void theNextProcessGoesOnWithTheProblemsOfTheOneBefore() {
        told(failed("host", 0, "no room"), rejected(0, Rejection.SHRINKS));

        startAgain();

        assertThat(told(failed("host", 60, "no room"), rejected(60, Rejection.SHRINKS)))
                .isEmpty();
        assertThat(told(rejected(120, Rejection.UNREACHABLE)))
                .as("another reason is news")
                .hasSize(1);
        assertThat(told(failed("host", 6 * 3600, "no room")))
                .containsExactly("failure lasts: host still fails, for 6 h and 3 times: no room");
        startAgain();
        assertThat(told(quiet("host", 6 * 3600 + 60), fetched(6 * 3600 + 60, false)))
                .containsExactly(
                        "failure ended: host works again, after 6 h",
                        "rejection ended: the ranges are good again, after 6 h");
    }

    @Test
    void aRefusedConfigIsTheConcernOfOneProcess() {
        told(new Event.ConfigRefused(Happenings.at(0), List.of("a")));

        assertThat(notifications.unsaved()).hasValue(new byte[0]);
    }

    @Test
    void afterTheClockWasSetBackAProblemIsRatherToldTwice() {
        told(failed("host", 7200, "no room"));

        assertThat(told(failed("host", 0, "no room"))).hasSize(1);
    }

    @Test
    void whatIsNotUnderstoodOfWhatWasSavedIsToldAgain() {
        ActiveProblems problems = new ActiveProblems();
        problems.restore("nonsense\n2026-11-22T12:00:00Z\tx\ttarget host\n\n".getBytes(StandardCharsets.UTF_8));
        notifications = new EventNotifications(problems);

        assertThat(told(failed("host", 0, "no room"))).hasSize(1);
    }

    private void startAgain() {
        ActiveProblems problems = new ActiveProblems();
        problems.restore(notifications.unsaved().orElseThrow());
        notifications = new EventNotifications(problems);
    }

    @Test
    void aLongChangeIsToldInPart() {
        Change[] many = new Change[100_000];
        Arrays.fill(many, Change.add("x"));

        List<Notification> told = notifications.of(changed("host", 0, Cause.RANGES, many), REMIND);

        assertThat(told.get(0).details()).hasSize(6).endsWith("… and 99995 more");
    }

    @Test
    void textFromOutsideIsOneLineAndNotEndless() {
        List<Notification> told =
                notifications.of(failed("host", 0, "a\nb\u001b[31m\u2028c" + "x".repeat(1000)), REMIND);

        assertThat(told.get(0).summary()).startsWith("host failed: a b [31m c").hasSizeLessThan(310);
    }
}
