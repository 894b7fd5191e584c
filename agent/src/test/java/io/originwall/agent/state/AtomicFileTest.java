package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;

    @Test
    void replacesTheWholeContent() throws Exception {
        Path file = Files.writeString(directory.resolve("state"), "something longer than the new content");

        AtomicFile.write(file, bytes("new"));

        assertThat(file).hasContent("new");
        assertThat(listed()).containsExactly("state");
    }

    @Test
    void aFailureLeavesNothingBeside() throws Exception {
        // A directory that is not empty cannot be replaced by a file: the rename fails, after the draft was written.
        Path occupied = directory.resolve("state");
        Files.createDirectories(occupied.resolve("inner"));

        assertThatThrownBy(() -> AtomicFile.write(occupied, bytes("new"))).isInstanceOf(IOException.class);

        assertThat(listed()).containsExactly("state");
    }

    private Stream<String> listed() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList().stream();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
