package io.originwall.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.SmallLog;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.WriterProcess;
import io.originwall.api.Change;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @RepeatedTest(5)
    void killedAtAnyMomentNothingIsLostThatWasAcknowledged(RepetitionInfo round) throws Exception {
        Path said = said();
        Process process = new ProcessBuilder(WriterProcess.argv(JournalWriter.class, directory, "forever"))
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
        new ChangeJournal(
                        new DirectoryStore(new StateDirectory(directory)),
                        problem -> assertThat(problem).isNull())
                .accept(Happenings.changed("after", 0, Change.add("x")));

        List<Object> told = history();
        assertThat(told.subList(0, last + 1))
                .isEqualTo(IntStream.rangeClosed(0, last).mapToObj(n -> "n" + n).toList());
        assertThat(told).endsWith("after").hasSizeBetween(last + 2, last + 4);
    }

    private Path said() {
        return other.resolve("said");
    }

    private List<Object> history() throws Exception {
        return new JournalReader(SmallLog.in(directory, 20_000, 100))
                .read(new JournalReader.Query(Set.of(), Optional.empty(), 100_000))
                .entries()
                .map(entry -> entry.get("target"))
                .toList();
    }

    @Test
    void aFullDiskIsSaidOnceAndTheLinesAreWrittenWhenThereIsRoom() throws Exception {
        List<String> lines = WriterProcess.onADiskOf("64k", JournalWriter.class, directory, "full");

        assertThat(lines)
                .filteredOn(line -> !line.endsWith(" is written again"))
                .containsExactly(
                        "full: No space left on device",
                        "the journal in DIR cannot be written: No space left on device;"
                                + " make room or put it right; the changes are made all the same",
                        "meanwhile: [first] []",
                        "afterwards: [first, second, third] []");
    }
}
