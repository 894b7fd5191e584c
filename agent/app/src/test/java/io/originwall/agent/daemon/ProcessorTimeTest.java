package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    @Test
    void readsWhatProcSaysWhateverTheProgramIsCalled() throws IOException {
        String stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 100 200 0 0 11 22 33 44 20 0 30 0 555 1 2\n";

        assertThat(ProcessorTime.parse(stat)).isEqualTo(Duration.ofMillis(1100).toNanos());
        assertThatThrownBy(() -> ProcessorTime.parse("7 (java) S 1")).isInstanceOf(IOException.class);
    }

    @Test
    void countsTheCommandsThatThisProcessRan() throws Exception {
        ProcessorTime time = new ProcessorTime();
        long before = time.getAsLong();
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")
                .start()
                .waitFor();

        assertThat(time.getAsLong()).isGreaterThan(before);
    }
}
