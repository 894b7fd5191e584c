package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.WriterProcess;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer is another process, so that it can really die and really run out of room. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RangesCacheCrashTest {
    @RepeatedTest(10)
    void killedAtAnyMomentItLeavesTheOldOrTheNewBook(RepetitionInfo round, @TempDir Path directory) throws Exception {
        Process process = new ProcessBuilder(WriterProcess.argv(RangesCacheWriter.class, directory, "forever"))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("written");
            Thread.sleep(new Random(round.getCurrentRepetition()).nextInt(200));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(new RangesCacheFile(new DirectoryStore(new StateDirectory(directory))).read())
                .isIn(
                        new RangesCacheFile.Found.Valid(RangesCacheWriter.small()),
                        new RangesCacheFile.Found.Valid(RangesCacheWriter.big()));
    }

    @Test
    void aFullDiskLeavesTheOldBook(@TempDir Path directory) throws Exception {
        List<String> lines = WriterProcess.onADiskOf("16k", RangesCacheWriter.class, directory, "once");

        assertThat(lines).containsExactly("written", "failed: No space left on device", "intact: true", "tidy: true");
    }
}
