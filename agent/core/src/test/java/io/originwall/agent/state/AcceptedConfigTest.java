package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedConfigTest {
    private final Path directory;
    private final AcceptedConfig accepted;

    AcceptedConfigTest(@TempDir Path directory) {
        this.directory = directory;
        accepted = new AcceptedConfig(new DirectoryStore(new StateDirectory(directory)));
    }

    @Test
    void whatIsAcceptedIsNotRejectedAnyMore() throws Exception {
        accepted.accept("a");
        accepted.reject("digest of b");

        accepted.accept("b");

        assertThat(accepted.text()).contains("b");
        assertThat(accepted.rejected()).isEmpty();
    }

    @Test
    void whatIsConfirmedIsNotRejectedEvenIfItCannotBeWrittenDown() throws Exception {
        accepted.reject("digest");
        Files.createDirectory(directory.resolve("accepted-config"));

        assertThatThrownBy(() -> accepted.accept("b")).isInstanceOf(StateException.class);

        assertThat(accepted.rejected()).isEmpty();
    }
}
