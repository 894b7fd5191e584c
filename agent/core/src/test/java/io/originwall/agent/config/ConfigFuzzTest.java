package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever a config file holds, it is read, or refused with problems of one line each, in which no variable's value stands. */
class ConfigFuzzTest {
    private static final String SECRET = "s3cret-hunter2";

    @FuzzTest
    void file(byte[] bytes) {
        List<String> problems;
        try {
            assertThat(TestConfig.load(bytes).targets()).isNotEmpty();
            return;
        } catch (ConfigException e) {
            problems = e.problems().stream().map(Problem::toString).toList();
        }
        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem).startsWith("config.yaml:"))
                .allSatisfy(problem -> assertThat(problem).doesNotContainPattern("\\p{Cntrl}"));
        if (!new String(bytes, StandardCharsets.ISO_8859_1).contains(SECRET)) {
            assertThat(problems).noneSatisfy(problem -> assertThat(problem).contains(SECRET));
        }
    }
}
