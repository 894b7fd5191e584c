package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer is another process, so that it can really die and really run out of room. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BookCrashTest {
    private static List<String> writer(Path directory, String how) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                BookWriter.class.getName(),
                directory.toString(),
                how);
    }

    @RepeatedTest(10)
    void killedAtAnyMomentItLeavesTheOldOrTheNewBook(RepetitionInfo round, @TempDir Path directory) throws Exception {
        Process process = new ProcessBuilder(writer(directory, "forever"))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = output(process)) {
            assertThat(out.readLine()).isEqualTo("written");
            Thread.sleep(new Random(round.getCurrentRepetition()).nextInt(200));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(new BookFile(directory).read())
                .isIn(new BookFile.Found.Book(BookWriter.small()), new BookFile.Found.Book(BookWriter.big()));
    }

    @Test
    void aFullDiskLeavesTheOldBook(@TempDir Path directory) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=16k tmpfs \"$1\" && shift && exec \"$@\"",
                "sh",
                directory.toString()));
        command.addAll(writer(directory, "once"));
        Process process = start(command);
        List<String> lines;
        try (BufferedReader out = output(process)) {
            lines = out.lines().toList();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        boolean namespaces = lines.stream().noneMatch(line -> line.startsWith("unshare:") || line.startsWith("mount:"));
        assumeTrue(namespaces || System.getenv("CI") != null, () -> "no private mount namespace here: " + lines);
        assertThat(lines).containsExactly("written", "failed: No space left on device", "intact: true", "tidy: true");
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(System.getenv("CI") != null, () -> "no unshare here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
