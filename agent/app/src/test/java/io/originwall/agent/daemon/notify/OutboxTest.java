package io.originwall.agent.daemon.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.daemon.notify.Notice.About;
import io.originwall.agent.daemon.notify.Notice.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboxTest {
    /** Not 0: the clock may start anywhere. */
    private static final long START = Long.MAX_VALUE - Duration.ofMinutes(30).toNanos();

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final Receiver.Refusal passing = Receiver.Refusal.passing("500");

    private final Outbox outbox = outbox(20);

    private static Outbox outbox(int anHour) {
        return new Outbox(message -> {}, anHour, Outbox.Pace.USUAL, START);
    }

    private static Notice drift(String target) {
        return notice(Kind.DRIFT, State.HAPPENED, target);
    }

    private static Notice notice(Kind kind, State state, String target) {
        return Notice.of(Instant.EPOCH, kind, state, About.TARGET, Optional.of(target), kind + " " + state, List.of());
    }

    private static Notice changed(String... changes) {
        return Notice.of(
                Instant.EPOCH,
                Kind.CHANGE,
                State.HAPPENED,
                About.TARGET,
                Optional.of("host"),
                "host was changed (reload): " + changes.length + " repaired",
                List.of(changes));
    }

    private static Notice over(String summary) {
        return Notice.of(
                Instant.EPOCH, Kind.FAILURE, State.ENDED, About.TARGET, Optional.of("host"), summary, List.of());
    }

    private static List<String> told(Message message) {
        return message.notices().stream()
                .map(notice -> notice.target().orElseThrow() + " " + notice.state() + " " + notice.times())
                .toList();
    }

    @Test
    void withNothingToTellNothingIsDue() {
        assertThat(outbox.dueIn(START)).isEmpty();
    }

    @Test
    void gathersForTwoSecondsFromTheFirst() {
        outbox.add(drift("a"), START);
        outbox.add(drift("b"), START + SECOND);

        assertThat(outbox.dueIn(START + SECOND)).contains(SECOND);
        assertThat(told(outbox.take("web", Instant.EPOCH))).containsExactly("a happened 1", "b happened 1");
        assertThat(outbox.dueIn(START + SECOND)).isEmpty();
    }

    @Test
    void aFloodIsOneMessageThatSaysHowManyWereLeftOut() {
        for (int i = 0; i < 10_000; i++) {
            outbox.add(drift("host " + i % 100), START);
        }

        Message message = outbox.take("web", Instant.EPOCH);

        assertThat(message.notices()).hasSize(50);
        long told = message.notices().stream().mapToLong(Notice::times).sum();
        assertThat(told + message.leftOut()).isEqualTo(10_000);
        assertThat(message.text()).hasSizeLessThan(3100);
    }

    @Test
    void anotherChangeOfTheSameTargetIsToldToo() {
        for (int i = 0; i < 2; i++) {
            outbox.add(changed("~ mode enforce → observe"), START);
            outbox.add(changed("~ mode observe → enforce"), START);
        }

        assertThat(outbox.take("web", Instant.EPOCH).text().lines())
                .containsExactly(
                        "originwall on web",
                        "• host was changed (reload): 1 repaired (2 times)",
                        "    ~ mode enforce → observe",
                        "• host was changed (reload): 1 repaired (2 times)",
                        "    ~ mode observe → enforce");
    }

    @Test
    void changesThatDifferOnlyWhereTheyAreNotShownAreNotTheSame() {
        outbox.add(changed("1", "2", "3", "4", "5", "~ mode enforce → observe"), START);
        outbox.add(changed("1", "2", "3", "4", "5", "~ mode observe → enforce"), START);
        outbox.add(changed("x".repeat(300) + "a"), START);
        outbox.add(changed("x".repeat(300) + "b"), START);

        assertThat(outbox.take("web", Instant.EPOCH).notices()).hasSize(4);
    }

    @Test
    void aFloodOfDifferentChangesOfOneTargetIsBoundedAndCounted() {
        for (int i = 0; i < 1000; i++) {
            outbox.add(changed("~ foreign element " + i), START);
        }

        Message message = outbox.take("web", Instant.EPOCH);

        assertThat(message.notices()).hasSize(50);
        assertThat(message.leftOut()).isEqualTo(950);
    }

    @Test
    void theEndsOfAProblemThatComesAndGoesAreOneNotice() {
        outbox.add(over("host works again, after 5 s"), START);
        outbox.add(over("host works again, after 6 s"), START);

        assertThat(outbox.take("web", Instant.EPOCH).text())
                .isEqualTo("originwall on web\n• host works again, after 6 s (2 times; this was the last)");
    }

    @Test
    void theLastWordIsHowItStandsNow() {
        for (int i = 0; i < 3; i++) {
            outbox.add(notice(Kind.FAILURE, State.BEGAN, "host"), START);
            outbox.add(notice(Kind.FAILURE, State.ENDED, "host"), START);
        }
        outbox.add(notice(Kind.FAILURE, State.BEGAN, "host"), START);

        assertThat(told(outbox.take("web", Instant.EPOCH))).containsExactly("host ended 3", "host began 4");
    }

    @Test
    void whatWasNotTakenIsToldLaterTogetherWithWhatCameSince() {
        outbox.add(drift("a"), START);
        outbox.add(drift("b"), START);
        Message message = outbox.take("web", Instant.EPOCH);
        outbox.add(drift("a"), START);

        outbox.failed(message, passing, START);

        assertThat(told(outbox.take("web", Instant.EPOCH))).containsExactly("b happened 1", "a happened 2");
    }

    @Test
    void eachRetryIsTwiceAsLateUpToHalfAnHourAndASuccessStartsAnew() {
        outbox.add(drift("a"), START);
        long now = START + 2 * SECOND;
        for (long seconds : new long[] {5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800}) {
            outbox.failed(outbox.take("web", Instant.EPOCH), passing, now);
            assertThat(outbox.dueIn(now)).contains(seconds * SECOND);
        }
        outbox.take("web", Instant.EPOCH);
        assertThat(outbox.delivered(now)).isTrue();

        outbox.add(drift("a"), now);
        outbox.failed(outbox.take("web", Instant.EPOCH), passing, now);
        assertThat(outbox.dueIn(now)).contains(5 * SECOND);
    }

    @Test
    void aLastingRefusalIsNotTriedAgainSoonAndAPauseThatWasAskedForIsKept() {
        outbox.add(drift("a"), START);
        outbox.failed(outbox.take("web", Instant.EPOCH), Receiver.Refusal.lasting("404"), START);
        assertThat(outbox.dueIn(START)).contains(1800 * SECOND);

        outbox.failed(outbox.take("web", Instant.EPOCH), new Receiver.Refusal("429", Duration.ofMinutes(50)), START);
        assertThat(outbox.dueIn(START)).contains(3000 * SECOND);
    }

    @Test
    void neverMoreThanSoManyMessagesInAnHour() {
        for (int most : new int[] {1, 2, 3, 20, 60, 3600}) {
            Outbox one = outbox(most);
            long now = START;
            int sent = 0;
            long hour = Duration.ofHours(1).toNanos();
            while (now - START < hour) {
                one.add(drift("a"), now);
                long wait = one.dueIn(now).orElseThrow();
                now += Math.max(0, wait);
                if (now - START < hour) {
                    one.take("web", Instant.EPOCH);
                    one.delivered(now);
                    sent++;
                }
            }
            assertThat(sent).as("at most " + most).isBetween(Math.min(most, 1200) * 3 / 4, most);
        }
    }

    @Test
    void aFarewellIsOnlyForWhoeverTakesMessages() {
        assertThat(outbox.isReadyForFarewell(START)).isFalse();
        outbox.add(drift("a"), START);
        assertThat(outbox.isReadyForFarewell(START)).isTrue();

        outbox.failed(outbox.take("web", Instant.EPOCH), passing, START);

        assertThat(outbox.isReadyForFarewell(START)).isFalse();
        assertThat(outbox.untold()).isEqualTo(1);
    }
}
