package io.originwall.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.api.Change;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer is another process, so that it can really die and really run out of room. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalCrashTest {
    @TempDir
    Path directory;

    @TempDir
    Path other;

    private List<String> writer(String how) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                JournalWriter.class.getName(),
                directory.toString(),
                how);
    }

    @RepeatedTest(5)
    void killedAtAnyMomentNothingIsLostThatWasAcknowledged(RepetitionInfo round) throws Exception {
        Path said = said();
        Process process = new ProcessBuilder(writer("forever"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            while (Files.readString(said).indexOf('\n') < 0) {
                Thread.sleep(10);
            }
            Thread.sleep(new Random(round.getCurrentRepetition()).nextInt(300));
        } finally {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(said);
        // The kill may have hit in the middle of a number.
        List<String> acknowledged =
                text.substring(0, text.lastIndexOf('\n')).lines().toList();
        int last = acknowledged.size() - 1;
        assertThat(acknowledged)
                .isEqualTo(IntStream.rangeClosed(0, last)
                        .mapToObj(Integer::toString)
                        .toList());
        new Journal(directory, problem -> assertThat(problem).isNull())
                .accept(Happenings.changed("after", 0, Change.add("x")));

        List<Object> told = history(new JournalFile.Limits(20_000, 100));
        assertThat(told.subList(0, last + 1))
                .isEqualTo(IntStream.rangeClosed(0, last).mapToObj(n -> "n" + n).toList());
        assertThat(told).endsWith("after").hasSizeBetween(last + 2, last + 4);
    }

    private Path said() {
        return other.resolve("said");
    }

    private List<Object> history(JournalFile.Limits limits) throws Exception {
        return new JournalReader(directory, limits)
                .read(new JournalReader.Query(Set.of(), Optional.empty(), 100_000))
                .entries()
                .map(entry -> entry.get("target"))
                .toList();
    }

    @Test
    void aFullDiskIsSaidOnceAndTheLinesAreWrittenWhenThereIsRoom() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k tmpfs \"$1\" && shift && exec \"$@\"",
                "sh",
                directory.toString()));
        command.addAll(writer("full"));
        Process process = start(command);
        List<String> lines;
        try (BufferedReader out = output(process)) {
            lines = out.lines().toList();
        }
        process.waitFor();
        boolean namespaces = lines.stream().noneMatch(line -> line.startsWith("unshare:") || line.startsWith("mount:"));
        assumeTrue(namespaces || System.getenv("CI") != null, () -> "no private mount namespace here: " + lines);
        assertThat(lines)
                .filteredOn(line -> !line.endsWith(" is written again"))
                .containsExactly(
                        "full: No space left on device",
                        "the journal in DIR cannot be written: No space left on device;"
                                + " make room or put it right; the changes are made all the same",
                        "meanwhile: [first] []",
                        "afterwards: [first, second, third] []");
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
