package io.originwall.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
    private static final JournalFile.Limits SMALL = new JournalFile.Limits(900, 3);

    @TempDir
    Path directory;

    private void append(int... numbers) throws IOException {
        JournalFile file = new JournalFile(new StateDirectory(directory), SMALL);
        for (int number : numbers) {
            file.append(line(number).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String line(int number) {
        return "{\"v\":1,\"at\":\"2026-11-22T12:00:00Z\",\"kind\":\"n\",\"outcome\":\"" + "x".repeat(100) + "\",\"n\":"
                + number + "}\n";
    }

    private List<Object> read(int limit) throws StateException {
        return new JournalReader(new StateDirectory(directory))
                .read(new JournalReader.Query(Set.of(), Optional.empty(), limit))
                .entries()
                .map(entry -> entry.get("n"))
                .toList();
    }

    private List<String> listed() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void isRotatedBySizeAndTheOldestGoes() throws Exception {
        append(IntStream.range(0, 100).toArray());

        assertThat(listed()).containsExactly("journal.jsonl", "journal.jsonl.1", "journal.jsonl.2", "journal.lock");
        List<Object> kept = read(1000);
        assertThat(kept).hasSizeBetween(13, 18).endsWith(98, 99);
        assertThat(kept)
                .isEqualTo(IntStream.range(100 - kept.size(), 100).boxed().toList());
    }

    @Test
    void theReaderGoesBackAsFarAsItIsAsked() throws Exception {
        append(IntStream.range(0, 20).toArray());

        assertThat(read(3)).containsExactly(17, 18, 19);
        assertThat(read(12)).isEqualTo(IntStream.range(8, 20).boxed().toList());
    }

    @Test
    void aRotationThatACrashCutShortLosesNothing() throws Exception {
        append(IntStream.range(0, 8).toArray());
        // The crash came after the first of two renames.
        Files.move(directory.resolve("journal.jsonl.1"), directory.resolve("journal.jsonl.2"));
        assertThat(read(1000)).hasSize(8);

        append(IntStream.range(8, 14).toArray());

        assertThat(listed()).contains("journal.jsonl", "journal.jsonl.1", "journal.jsonl.2");
        assertThat(read(1000)).isEqualTo(IntStream.range(0, 14).boxed().toList());
    }

    @Test
    void whileSomebodyElseRotatesTheLineIsWrittenAllTheSame() throws Exception {
        append(IntStream.range(0, 6).toArray());
        try (FileChannel channel = FileChannel.open(
                        directory.resolve("journal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            append(6, 7);
        }
        assertThat(listed()).containsExactly("journal.jsonl", "journal.lock");

        append(8);

        assertThat(listed()).contains("journal.jsonl.1");
        assertThat(read(1000)).isEqualTo(IntStream.range(0, 9).boxed().toList());
    }

    @Test
    void linesOfSeveralWritersNeverMixAndNoneIsLost() throws Exception {
        JournalFile.Limits roomy = new JournalFile.Limits(4000, 100);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer * 100;
            JournalFile file = new JournalFile(new StateDirectory(directory), roomy);
            Thread thread = new Thread(() -> IntStream.range(first, first + 100).forEach(number -> {
                try {
                    file.append(line(number).getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
            thread.start();
            writers.add(thread);
        }
        for (Thread writer : writers) {
            writer.join();
        }

        List<String> lines = new ArrayList<>();
        for (String name : listed()) {
            lines.addAll(Files.readAllLines(directory.resolve(name)));
        }
        assertThat(lines)
                .hasSize(400)
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).endsWith("}").startsWith("{"));
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Path elsewhere = Files.writeString(directory.resolve("passwd"), "root");
        Files.createSymbolicLink(directory.resolve("journal.jsonl"), elsewhere);

        assertThatThrownBy(() -> append(1)).isInstanceOf(IOException.class);

        assertThat(elsewhere).hasContent("root");
    }

    @Test
    void whatRootMakesBelongsToTheOwnerOfTheDirectory() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file away");
        Files.setAttribute(directory, "unix:uid", 12345);

        append(IntStream.range(0, 20).toArray());

        for (String name : listed()) {
            assertThat(Files.getAttribute(directory.resolve(name), "unix:uid", LinkOption.NOFOLLOW_LINKS))
                    .as(name)
                    .isEqualTo(12345);
        }
    }
}
