package io.originwall.agent.daemon.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.agent.daemon.notify.Notice.About;
import io.originwall.agent.daemon.notify.Notice.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static Notice notice(Kind kind, State state, String summary, String... details) {
        return Notice.of(Happenings.NOON, kind, state, About.TARGET, Optional.of("host"), summary, List.of(details));
    }

    private static Notice change(String summary, String... details) {
        return notice(Kind.CHANGE, State.HAPPENED, summary, details);
    }

    private static Message message(long leftOut, List<Notice> notices) {
        return new Message("web", Happenings.NOON, notices, leftOut);
    }

    @Test
    void theSummaryOfOneNoticeIsItsOwn() {
        assertThat(message(0, List.of(change("host was changed"))).summary()).isEqualTo("host was changed");
    }

    @Test
    void theSummaryOfSeveralSaysHowManyAndTheGravestFirst() {
        Notice opened = change("opened");
        Message message = message(
                7,
                List.of(
                        opened.after(opened),
                        notice(Kind.FAILURE, State.ENDED, "works again"),
                        notice(Kind.DRIFT, State.HAPPENED, "somebody changed host"),
                        change("closed"),
                        notice(Kind.REJECTION, State.BEGAN, "not taken")));

        assertThat(message.summary())
                .isEqualTo("5 notices (7 more left out): not taken; somebody changed host; opened (2 times); closed;"
                        + " works again");
    }

    @Test
    void theSummaryIsOneLineOfABoundedLength() {
        List<Notice> many = IntStream.range(0, 50)
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
        List<Notice> many = IntStream.range(0, 50)
                .mapToObj(i -> change("change " + i, "x".repeat(100)))
                .toList();

        assertThat(message(0, many).text().lines())
                .hasSize(51)
                .contains("• change 0")
                .endsWith("• change 49");
    }

    @Test
    void whereThereIsNoRoomForEachTheLatestAreToldAndTheOthersCounted() {
        List<Notice> many = IntStream.range(0, 50)
                .mapToObj(i -> change("x".repeat(250) + " " + i))
                .toList();

        assertThat(message(7, many).text())
                .hasSizeLessThan(3100)
                .contains(" 39\n")
                .endsWith(" 49\nand 46 more before these, left out");
    }
}
