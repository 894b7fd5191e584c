package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTest {
    private final Path directory;
    private final Request request;

    RequestTest(@TempDir Path directory) {
        this.directory = directory;
        this.request = Request.acceptance(new StateDirectory(directory));
    }

    @Test
    void isGoodUntilItIsCleared() throws Exception {
        assertThat(request.isGood(Instant.now())).isFalse();
        request.leave();
        assertThat(request.isGood(Instant.now())).isTrue();
        assertThat(request.isLeft()).isTrue();
        request.clear();
        assertThat(request.isGood(Instant.now())).isFalse();
        assertThat(request.isLeft()).isFalse();
    }

    @Test
    void isNoWordForAListOfAnotherDay() throws Exception {
        request.leave();
        Instant now = Instant.now();
        Files.setLastModifiedTime(directory.resolve("accept-request"), FileTime.from(now.minus(Duration.ofMinutes(3))));
        assertThat(request.isGood(now)).isFalse();

        request.leave();

        assertThat(request.isGood(now)).isTrue();
    }

    @Test
    void isTakenOnce() throws Exception {
        request.leave();

        assertThat(request.take(Instant.now())).isTrue();
        assertThat(request.take(Instant.now())).isFalse();
        assertThat(request.isLeft()).isFalse();
    }

    @Test
    void oneOfAnotherDayIsNotTaken() throws Exception {
        request.leave();

        assertThat(request.take(Instant.now().plus(Duration.ofMinutes(3)))).isFalse();
    }

    @Test
    void isWithdrawnWhereNobodyAnswers() throws Exception {
        assertThat(request.ask(Duration.ZERO)).isFalse();
        assertThat(request.isLeft()).isFalse();
    }

    @Test
    void whoAsksIsToldThatItWasTaken() throws Exception {
        CompletableFuture<Boolean> daemon = CompletableFuture.supplyAsync(() -> {
            await().until(() -> request.take(Instant.now()));
            return true;
        });

        assertThat(request.ask(Duration.ofMinutes(1))).isTrue();
        assertThat(daemon).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(true);
    }

    @Test
    void oneForTheConfigIsNotOneForTheList() throws Exception {
        Request.reload(new StateDirectory(directory)).leave();

        assertThat(request.isLeft()).isFalse();
    }

    @Test
    void writesThroughNoLink() throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(directory.resolve("accept-request"), elsewhere);

        request.leave();

        assertThat(elsewhere).doesNotExist();
        assertThat(directory.resolve("accept-request")).isRegularFile();
    }

    @Test
    void saysWhereItCannotBeLeft() {
        assertThatThrownBy(() -> Request.acceptance(new StateDirectory(directory.resolve("missing")))
                        .leave())
                .isInstanceOf(StateException.class)
                .hasMessageContaining("accept-request");
    }
}
