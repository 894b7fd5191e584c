package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Windows refuses to replace a file that is open; Unix does not. */
    @Test
    void whoReadsTheOldOneKeepsNobodyFromReplacingIt() throws Exception {
        Path file = Files.writeString(directory.resolve("state"), "old");
        CountDownLatch opened = new CountDownLatch(1);
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                opened.countDown();
                Thread.sleep(100);
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        opened.await();

        AtomicFile.write(file, bytes("new"));

        assertThat(file).hasContent("new");
        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("old");
    }

    @Test
    void whatIsInUseIsTriedAgainAndInTheEndToldAsItIs() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        AtomicFile.Attempt inUse = () -> {
            if (attempts.incrementAndGet() < 3) {
                throw new AccessDeniedException("in use");
            }
        };

        assertThatThrownBy(() -> AtomicFile.patiently(2, inUse)).isInstanceOf(AccessDeniedException.class);
        assertThat(attempts).hasValue(2);
        AtomicFile.patiently(2, inUse);
        assertThat(attempts).hasValue(3);
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
