package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardRemovalsTest {
    private static final GuardRemoval REMOVAL = new GuardRemoval(Instant.parse("2026-11-22T10:00:00Z"), "root (ann)");

    private final Path file;
    private final GuardRemovals removals;

    GuardRemovalsTest(@TempDir Path directory) {
        file = directory.resolve("removed");
        removals = new GuardRemovals(new DirectoryStore(new StateDirectory(directory)));
    }

    @Test
    void aRemovalIsRememberedUntilItIsCleared() throws Exception {
        removals.record("host", REMOVAL);
        assertThat(removals.of("host")).contains(REMOVAL);
        assertThat(removals.of("web")).isEmpty();

        removals.clear(List.of("host"));

        assertThat(removals.of("host")).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void whateverIsInTheNameOfTheUserTheFileCanBeReadAgain() throws Exception {
        removals.record("host", new GuardRemoval(REMOVAL.at(), "a\tb\nc\u0007"));

        assertThat(removals.of("host")).contains(new GuardRemoval(REMOVAL.at(), "a?b?c?"));
    }

    @Test
    void aFileThatCannotBeUnderstoodIsWrittenAnew() throws Exception {
        garbage();
        assertThatThrownBy(() -> removals.of("host"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("it may be deleted");

        removals.record("host", REMOVAL);

        assertThat(removals.of("host")).contains(REMOVAL);
        garbage();
        removals.clear(List.of("host"));
        assertThat(removals.of("host")).isEmpty();
    }

    private void garbage() throws IOException {
        Files.writeString(file, "garbage\n");
    }
}
