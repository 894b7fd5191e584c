package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastChangesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void nothingIsKnownOfATargetThatWasNeverChanged() throws Exception {
        assertThat(new LastChanges(new DirectoryStore(new StateDirectory(directory))).of("host"))
                .isEmpty();
    }

    @Test
    void remembersEachTargetsLastChange() throws Exception {
        new LastChanges(new DirectoryStore(new StateDirectory(directory)))
                .record(List.of("host", "a name with spaces"), NOON);
        new LastChanges(new DirectoryStore(new StateDirectory(directory)))
                .record(List.of("host"), NOON.plusSeconds(60));

        assertThat(new LastChanges(new DirectoryStore(new StateDirectory(directory))).of("host"))
                .contains(NOON.plusSeconds(60));
        assertThat(new LastChanges(new DirectoryStore(new StateDirectory(directory))).of("a name with spaces"))
                .contains(NOON);
    }

    @Test
    void aDamagedFileIsReported() throws Exception {
        Files.writeString(directory.resolve("last-changes"), "yesterday host\n");

        assertThatThrownBy(() -> new LastChanges(new DirectoryStore(new StateDirectory(directory))).of("host"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("last-changes")
                .hasMessageEndingWith("it may be deleted");
    }
}
