package io.originwall.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int LIMIT = 100;

    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");
    private Path full = Path.of("");

    @BeforeEach
    void name() {
        file = directory.resolve("a.log");
        full = directory.resolve("a.old.log");
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj("line %04d"::formatted).toList();
    }

    private void write(List<String> lines) throws IOException {
        try (OutputStream log = new BoundedFile(file, full, LIMIT)) {
            for (String line : lines) {
                log.write((line + '\n').getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void goesOnInTheFileThatIsThere() throws IOException {
        write(lines(0, 3));
        write(lines(3, 6));

        assertThat(file).hasContent(String.join("\n", lines(0, 6)));
        assertThat(full).doesNotExist();
    }

    @Test
    void keepsTheLastLinesInTwoFilesOfBoundedSize() throws IOException {
        write(lines(0, 995));
        write(lines(995, 1005));

        assertThat(Files.readAllLines(full)).isEqualTo(lines(990, 1000));
        assertThat(Files.readAllLines(file)).isEqualTo(lines(1000, 1005));
        assertThat(directory.toFile().list()).hasSize(2);
    }

    @Test
    void takesALineThatIsLongerThanAFile() throws IOException {
        write(List.of("a", "b".repeat(3 * LIMIT), "c"));

        assertThat(full).hasContent("b".repeat(3 * LIMIT));
        assertThat(file).hasContent("c");
    }

    /** As somebody who reads it does on Windows; here a directory is in the way. */
    @Test
    void losesNothingWhereTheFullOneCannotBeRenamed() throws IOException {
        Path obstacle = Files.createFile(Files.createDirectory(full).resolve("file"));
        try (OutputStream log = new BoundedFile(file, full, LIMIT)) {
            for (String line : lines(0, 25)) {
                log.write((line + '\n').getBytes(StandardCharsets.UTF_8));
            }
            Files.delete(obstacle);
            log.write("last\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(Files.readAllLines(full)).isEqualTo(lines(0, 25));
        assertThat(file).hasContent("last");
    }

    @Test
    void whatTheWrapperWroteLongAgoIsDeletedWhenItStartsAndNothingElse() throws IOException {
        List<String> ofTheWrapper = Stream.of("service", "originwall-stdout", "originwall-stderr")
                .map(name -> name + ".2026-01-02.log")
                .toList();
        List<String> others = List.of("originwall.old.log", "crash.log", "service.2026-01-02.log.txt", "mine.log");
        for (String name : Stream.concat(ofTheWrapper.stream(), others.stream()).toList()) {
            age(name, Duration.ofDays(31));
        }
        age("service.2026-10-31.log", Duration.ofDays(22));

        try (OutputStream log = ServiceLog.open(directory, NOW)) {
            log.write('a');
        }

        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder(
                        Stream.concat(others.stream(), Stream.of("service.2026-10-31.log", "originwall.log"))
                                .toArray(String[]::new));
        assertThat(directory.resolve("originwall.log")).hasContent("a");
    }

    private void age(String name, Duration age) throws IOException {
        Files.setLastModifiedTime(Files.createFile(directory.resolve(name)), FileTime.from(NOW.minus(age)));
    }
}
