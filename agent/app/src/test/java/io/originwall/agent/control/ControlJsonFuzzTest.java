package io.originwall.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whatever line comes over the control socket, either side reads it or refuses it; what it read it can write. */
class ControlJsonFuzzTest {
    private static final ControlClient.Output IGNORED = new ControlClient.Output() {
        @Override
        public void out(String text) {}

        @Override
        public void err(String text) {}
    };

    @FuzzTest
    void line(byte[] bytes) throws IOException {
        String line = new String(bytes, StandardCharsets.UTF_8);
        Optional<ControlRequest> request = request(line);
        if (request.isPresent()) {
            assertThat(ControlJson.request(ControlJson.write(request.get()))).isEqualTo(request.get());
        }
        Optional<ControlResult> verdict = verdict(line);
        if (verdict.isPresent()) {
            assertThat(ControlJson.answer(ControlJson.write(verdict.get()), IGNORED))
                    .isEqualTo(verdict);
        }
    }

    private static Optional<ControlRequest> request(String line) {
        try {
            return Optional.of(ControlJson.request(line));
        } catch (IOException refused) {
            return Optional.empty();
        }
    }

    private static Optional<ControlResult> verdict(String line) {
        try {
            return ControlJson.answer(line, IGNORED);
        } catch (IOException refused) {
            return Optional.empty();
        }
    }
}
