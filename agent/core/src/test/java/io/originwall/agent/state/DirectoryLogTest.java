package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.state.StateLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLogTest {
    private static final DirectoryLog.Limits SMALL = new DirectoryLog.Limits(900, 3);

    @TempDir
    Path directory;

    private void append(int... numbers) throws IOException {
        DirectoryLog log = new DirectoryLog(new StateDirectory(directory), SMALL);
        for (int number : numbers) {
            log.append(List.of(line(number)));
        }
    }

    private static String line(int number) {
        return "x".repeat(160) + " " + number;
    }

    /** At most so many of the newest, the oldest first. */
    private List<Integer> read(int limit) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        new DirectoryLog(new StateDirectory(directory), SMALL).read(line -> {
            numbers.add(0, Integer.valueOf(line.text().substring(line.text().indexOf(' ') + 1)));
            return numbers.size() < limit;
        });
        return numbers;
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
        List<Integer> kept = read(1000);
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
        DirectoryLog.Limits roomy = new DirectoryLog.Limits(4000, 100);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer * 100;
            DirectoryLog log = new DirectoryLog(new StateDirectory(directory), roomy);
            Thread thread = new Thread(() -> IntStream.range(first, first + 100).forEach(number -> {
                try {
                    log.append(List.of(line(number)));
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
                .allSatisfy(text -> assertThat(text).matches("x{160} [0-9]+"));
    }

    @Test
    void aLineIsNumberedInItsFileAlsoAfterADamagedOne() throws Exception {
        append(0);
        Files.writeString(directory.resolve("journal.jsonl"), "torn", StandardOpenOption.APPEND);
        append(1);

        List<StateLog.Line> lines = new ArrayList<>();
        new DirectoryLog(new StateDirectory(directory), SMALL).read(lines::add);

        Path file = directory.resolve("journal.jsonl");
        assertThat(lines)
                .containsExactly(
                        new StateLog.Line(file + ":3", line(1)),
                        new StateLog.Line(file + ":2", "torn"),
                        new StateLog.Line(file + ":1", line(0)));
    }

    @Test
    void aReaderBesideRotationsMissesNothingThatIsKept() throws Exception {
        DirectoryLog log = new DirectoryLog(new StateDirectory(directory), new DirectoryLog.Limits(900, 1000));
        Thread appender = new Thread(() -> IntStream.range(0, 200).forEach(number -> {
            try {
                log.append(List.of(line(number)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }));
        appender.start();
        while (appender.isAlive()) {
            List<String> seen = new ArrayList<>();
            log.read(line -> seen.add(line.text()));
            int last = seen.size() - 1;
            for (int i = 0; i <= last; i++) {
                assertThat(seen.get(i)).isEqualTo(line(last - i));
            }
        }
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
