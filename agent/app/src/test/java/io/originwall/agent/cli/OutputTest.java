package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void aFullDiskIsRememberedThoughPrintStreamsKeepQuiet() {
        assertThat(afterWriting("No space left on device").failure()).contains("No space left on device");
    }

    @Test
    void aReaderThatHasHadEnoughIsNoFailure() {
        assertThat(afterWriting("Broken pipe").failure()).isEmpty();
    }

    private static Output afterWriting(String problem) {
        Output output = new Output(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(problem);
            }
        });
        new PrintStream(output, true, StandardCharsets.UTF_8).println("an answer");
        return output;
    }
}
