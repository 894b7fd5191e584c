package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptanceRequestTest {
    private final Path directory;
    private final AcceptanceRequest request;

    AcceptanceRequestTest(@TempDir Path directory) {
        this.directory = directory;
        this.request = new AcceptanceRequest(directory);
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
    void writesThroughNoLink() throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(directory.resolve("accept-request"), elsewhere);

        request.leave();

        assertThat(elsewhere).doesNotExist();
        assertThat(directory.resolve("accept-request")).isRegularFile();
    }

    @Test
    void saysWhereItCannotBeLeft() {
        assertThatThrownBy(() -> new AcceptanceRequest(directory.resolve("missing")).leave())
                .isInstanceOf(StateException.class)
                .hasMessageContaining("accept-request");
    }
}
