package io.originwall.agent.daemon.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.daemon.notify.Notification.About;
import io.originwall.agent.daemon.notify.Notification.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
    /** Not 0: the clock may start anywhere. */
    private static final long START = Long.MAX_VALUE - Duration.ofMinutes(30).toNanos();

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final Receiver.Refusal passing = Receiver.Refusal.passing("500");

    private final DeliveryQueue queue = queue(20);

    private static DeliveryQueue queue(int anHour) {
        return new DeliveryQueue(message -> {}, anHour, DeliveryQueue.Pace.USUAL, START);
    }

    private static Notification drift(String target) {
        return notification(Kind.DRIFT, State.HAPPENED, target);
    }

    private static Notification notification(Kind kind, State state, String target) {
        return Notification.of(
                Instant.EPOCH, kind, state, About.TARGET, Optional.of(target), kind + " " + state, List.of());
    }

    private static Notification changed(String... changes) {
        return Notification.of(
                Instant.EPOCH,
                Kind.CHANGE,
                State.HAPPENED,
                About.TARGET,
                Optional.of("host"),
                "host was changed (reload): " + changes.length + " repaired",
                List.of(changes));
    }

    private static Notification over(String summary) {
        return Notification.of(
                Instant.EPOCH, Kind.FAILURE, State.ENDED, About.TARGET, Optional.of("host"), summary, List.of());
    }

    private static List<String> told(Message message) {
        return message.notifications().stream()
                .map(notification ->
                        notification.target().orElseThrow() + " " + notification.state() + " " + notification.times())
                .toList();
    }

    @Test
    void withNothingToTellNothingIsDue() {
        assertThat(queue.dueIn(START)).isEmpty();
    }

    @Test
    void gathersForTwoSecondsFromTheFirst() {
        queue.add(drift("a"), START);
        queue.add(drift("b"), START + SECOND);

        assertThat(queue.dueIn(START + SECOND)).contains(SECOND);
        assertThat(told(queue.take("web", Instant.EPOCH))).containsExactly("a happened 1", "b happened 1");
        assertThat(queue.dueIn(START + SECOND)).isEmpty();
    }

    @Test
    void aFloodIsOneMessageThatSaysHowManyWereLeftOut() {
        for (int i = 0; i < 10_000; i++) {
            queue.add(drift("host " + i % 100), START);
        }

        Message message = queue.take("web", Instant.EPOCH);

        assertThat(message.notifications()).hasSize(50);
        long told =
                message.notifications().stream().mapToLong(Notification::times).sum();
        assertThat(told + message.leftOut()).isEqualTo(10_000);
        assertThat(message.text()).hasSizeLessThan(3100);
    }

    @Test
    void anotherChangeOfTheSameTargetIsToldToo() {
        for (int i = 0; i < 2; i++) {
            queue.add(changed("~ mode enforce → observe"), START);
            queue.add(changed("~ mode observe → enforce"), START);
        }

        assertThat(queue.take("web", Instant.EPOCH).text().lines())
                .containsExactly(
                        "originwall on web",
                        "• host was changed (reload): 1 repaired (2 times)",
                        "    ~ mode enforce → observe",
                        "• host was changed (reload): 1 repaired (2 times)",
                        "    ~ mode observe → enforce");
    }

    @Test
    void changesThatDifferOnlyWhereTheyAreNotShownAreNotTheSame() {
        queue.add(changed("1", "2", "3", "4", "5", "~ mode enforce → observe"), START);
        queue.add(changed("1", "2", "3", "4", "5", "~ mode observe → enforce"), START);
        queue.add(changed("x".repeat(300) + "a"), START);
        queue.add(changed("x".repeat(300) + "b"), START);

        assertThat(queue.take("web", Instant.EPOCH).notifications()).hasSize(4);
    }

    @Test
    void aFloodOfDifferentChangesOfOneTargetIsBoundedAndCounted() {
        for (int i = 0; i < 1000; i++) {
            queue.add(changed("~ foreign element " + i), START);
        }

        Message message = queue.take("web", Instant.EPOCH);

        assertThat(message.notifications()).hasSize(50);
        assertThat(message.leftOut()).isEqualTo(950);
    }

    @Test
    void theEndsOfAProblemThatComesAndGoesAreOneNotice() {
        queue.add(over("host works again, after 5 s"), START);
        queue.add(over("host works again, after 6 s"), START);

        assertThat(queue.take("web", Instant.EPOCH).text())
                .isEqualTo("originwall on web\n• host works again, after 6 s (2 times; this was the last)");
    }

    @Test
    void theLastWordIsHowItStandsNow() {
        for (int i = 0; i < 3; i++) {
            queue.add(notification(Kind.FAILURE, State.BEGAN, "host"), START);
            queue.add(notification(Kind.FAILURE, State.ENDED, "host"), START);
        }
        queue.add(notification(Kind.FAILURE, State.BEGAN, "host"), START);

        assertThat(told(queue.take("web", Instant.EPOCH))).containsExactly("host ended 3", "host began 4");
    }

    @Test
    void whatWasNotTakenIsToldLaterTogetherWithWhatCameSince() {
        queue.add(drift("a"), START);
        queue.add(drift("b"), START);
        Message message = queue.take("web", Instant.EPOCH);
        queue.add(drift("a"), START);

        queue.failed(message, passing, START);

        assertThat(told(queue.take("web", Instant.EPOCH))).containsExactly("b happened 1", "a happened 2");
    }

    @Test
    void eachRetryIsTwiceAsLateUpToHalfAnHourAndASuccessStartsAnew() {
        queue.add(drift("a"), START);
        long now = START + 2 * SECOND;
        for (long seconds : new long[] {5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800}) {
            queue.failed(queue.take("web", Instant.EPOCH), passing, now);
            assertThat(queue.dueIn(now)).contains(seconds * SECOND);
        }
        queue.take("web", Instant.EPOCH);
        assertThat(queue.delivered(now)).isTrue();

        queue.add(drift("a"), now);
        queue.failed(queue.take("web", Instant.EPOCH), passing, now);
        assertThat(queue.dueIn(now)).contains(5 * SECOND);
    }

    @Test
    void aLastingRefusalIsNotTriedAgainSoonAndAPauseThatWasAskedForIsKept() {
        queue.add(drift("a"), START);
        queue.failed(queue.take("web", Instant.EPOCH), Receiver.Refusal.lasting("404"), START);
        assertThat(queue.dueIn(START)).contains(1800 * SECOND);

        queue.failed(queue.take("web", Instant.EPOCH), new Receiver.Refusal("429", Duration.ofMinutes(50)), START);
        assertThat(queue.dueIn(START)).contains(3000 * SECOND);
    }

    @Test
    void neverMoreThanSoManyMessagesInAnHour() {
        for (int most : new int[] {1, 2, 3, 20, 60, 3600}) {
            DeliveryQueue one = queue(most);
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
        assertThat(queue.isReadyForFarewell(START)).isFalse();
        queue.add(drift("a"), START);
        assertThat(queue.isReadyForFarewell(START)).isTrue();

        queue.failed(queue.take("web", Instant.EPOCH), passing, START);

        assertThat(queue.isReadyForFarewell(START)).isFalse();
        assertThat(queue.untold()).isEqualTo(1);
    }
}
