package io.originwall.agent.daemon.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.daemon.notify.Notification.About;
import io.originwall.agent.daemon.notify.Notification.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static Notification notification(Kind kind, State state, String summary, String... details) {
        return Notification.of(
                Happenings.NOON, kind, state, About.TARGET, Optional.of("host"), summary, List.of(details));
    }

    private static Notification change(String summary, String... details) {
        return notification(Kind.CHANGE, State.HAPPENED, summary, details);
    }

    private static Message message(long leftOut, List<Notification> notifications) {
        return new Message("web", Happenings.NOON, notifications, leftOut);
    }

    @Test
    void theSummaryOfOneNoticeIsItsOwn() {
        assertThat(message(0, List.of(change("host was changed"))).summary()).isEqualTo("host was changed");
    }

    @Test
    void theSummaryOfSeveralSaysHowManyAndTheGravestFirst() {
        Notification opened = change("opened");
        Message message = message(
                7,
                List.of(
                        opened.after(opened),
                        notification(Kind.FAILURE, State.ENDED, "works again"),
                        notification(Kind.DRIFT, State.HAPPENED, "somebody changed host"),
                        change("closed"),
                        notification(Kind.REJECTION, State.BEGAN, "not taken")));

        assertThat(message.summary())
                .isEqualTo("5 notices (7 more left out): not taken; somebody changed host; opened (2 times); closed;"
                        + " works again");
    }

    @Test
    void theSummaryIsOneLineOfABoundedLength() {
        List<Notification> many = IntStream.range(0, 50)
                .mapToObj(i -> change("host\nwas changed " + i))
                .toList();

        assertThat(message(0, many).summary())
                .startsWith("50 notices: host was changed 0; host was changed 1; ")
                .endsWith("…")
                .hasSize(301)
                .doesNotContain("\n");
    }

    @Test
    void whereThereIsNoRoomForTheDetailsEachNoticeIsStillALine() {
        List<Notification> many = IntStream.range(0, 50)
                .mapToObj(i -> change("change " + i, "x".repeat(100)))
                .toList();

        assertThat(message(0, many).text().lines())
                .hasSize(51)
                .contains("• change 0")
                .endsWith("• change 49");
    }

    @Test
    void whereThereIsNoRoomForEachTheLatestAreToldAndTheOthersCounted() {
        List<Notification> many = IntStream.range(0, 50)
                .mapToObj(i -> change("x".repeat(250) + " " + i))
                .toList();

        assertThat(message(7, many).text())
                .hasSizeLessThan(3100)
                .contains(" 39\n")
                .endsWith(" 49\nand 46 more before these, left out");
    }
}
