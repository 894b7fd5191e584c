package io.originwall.agent.config;

import static io.originwall.agent.config.TestConfig.refusal;
import static io.originwall.agent.config.TestConfig.refusalOfAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no config at all. */
class ConfigFileTest {
    private static final Duration LIVE = Duration.ofSeconds(30);
    private static final int MIB = 1 << 20;

    @TempDir
    private Path dir;

    @Test
    void readsAFileAndNamesItInEveryProblem() throws Exception {
        Path file = Files.writeString(dir.resolve("my.yaml"), TestConfig.ONE_TARGET);
        assertThat(TestConfig.loader(Map.of()).load(file).targets()).hasSize(1);

        Files.writeString(file, "guard: {ports: [0]}\nmode: observe\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> TestConfig.loader(Map.of()).load(file))
                .withMessage("""
                        %1$s:1:1: targets: is missing; name at least one place to guard
                        %1$s:1:17: guard.ports[0]: "0": port must be 1–65535
                        %1$s:2:1: mode: unknown key; did you mean guard.mode?""".formatted(file))
                .satisfies(e -> assertThat(e.problems())
                        .contains(
                                new Problem(file.toString(), 1, 17, "guard.ports[0]", "\"0\": port must be 1–65535")));
    }

    @Test
    void everyProblemIsReportedAtOnceInTheOrderOfTheFile() {
        assertThat(refusalOfAll("""
                                targets:
                                  - name: host
                                    type: nftables
                                    guard:
                                      mode: obserev
                                  - name: host
                                    type: nftable
                                guard:
                                  deny_with: drop
                                  ports:
                                    - 80/tcp
                                    - 80800/tcp
                                ranges:
                                  url: http://example.com
                                  every: 1x
                                guard: {}
                                """)).isEqualTo("""
                        config.yaml:5:13: targets[0].guard.mode: "obserev": must be one of enforce, observe; did you mean "observe"?
                        config.yaml:6:11: targets[1].name: "host": the target in line 2 has this name already
                        config.yaml:7:11: targets[1].type: "nftable": unknown type; there are nftables, cloud; add-ons bring others; did you mean "nftables"?
                        config.yaml:9:3: guard.deny_with: unknown key; did you mean "deny-with"?
                        config.yaml:12:7: guard.ports[1]: "80800/tcp": port must be 1–65535
                        config.yaml:14:8: ranges.url: "http://example.com": must be https://; http:// only to a loopback address
                        config.yaml:15:10: ranges.every: "1x": must be a duration such as 1h, or a Quartz cron expression such as "0 17 * * * ?"
                        config.yaml:16:1: guard: duplicate key; it is already in line 8""");
    }

    @Test
    void saysWhereTheConfigShouldBeIfThereIsNone() {
        Path missing = dir.resolve("config.yaml");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> TestConfig.loader(Map.of()).load(missing))
                .withMessage(
                        missing
                                + ": no such file; the default is /etc/originwall/config.yaml, and config.example.yaml is a start");
    }

    @Test
    void refusesADirectory() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> TestConfig.loader(Map.of()).load(dir))
                .withMessage(dir + ": is a directory; the config is one YAML file");
    }

    @Test
    void readsNoMoreOfAnEndlessFileThanIsAllowed() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> TestConfig.loader(Map.of()).load(Path.of("/dev/zero")))
                .withMessage("/dev/zero: larger than 1 MiB; is it the right file?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n\n", "# only\n# comments\n", "~", "---\n", "\uFEFF"})
    void refusesAnEmptyConfig(String text) {
        assertThat(refusalOfAll(text)).isEqualTo("config.yaml:1:1: the config is empty; it needs at least \"targets\"");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(refusalOfAll(TestConfig.ONE_TARGET + "---\n" + TestConfig.ONE_TARGET))
                .isEqualTo("config.yaml:3:1: a second YAML document; the config is one");
    }

    @Test
    void refusesWhatIsNotText() {
        byte[] noise = new byte[4096];
        new Random(1).nextBytes(noise);

        assertThat(refusal(noise)).isEqualTo("config.yaml: not UTF-8 text; is it the right file?");
        assertThat(refusal("targets: []\n\u0000".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("config.yaml:2:1: the character U+0000 does not belong in YAML; is it the right file?");
        assertThat(refusal("targets".getBytes(StandardCharsets.UTF_16)))
                .isEqualTo("config.yaml: not UTF-8 text; is it the right file?");
    }

    @Test
    void aByteOrderMarkDoesNoHarm() throws ConfigException {
        assertThat(TestConfig.loadAll("\uFEFF" + TestConfig.ONE_TARGET).targets())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{a: ", "- ", "? ", "[{", "a: [", "\"", "'", "&a [", "*", "!!a ", "a", "a: ", "|", "#"})
    void aMegabyteOfNonsenseIsRefusedInReasonableTime(String nonsense) {
        assertTimeoutPreemptively(LIVE, () -> {
            String text = nonsense.repeat(MIB / nonsense.length());
            assertThat(refusalOfAll(text)).startsWith("config.yaml:").hasSizeLessThan(1000);
        });
    }

    @Test
    void aBillionLaughsAreNoLaughingMatter() {
        StringBuilder text = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            char before = (char) (c - 1);
            text.append(c).append(": &").append(c).append(" [");
            text.append(("*" + before + ", ").repeat(10)).append("]\n");
        }

        assertThat(refusalOfAll(text.toString()))
                .contains("config.yaml:2:8: b[0]: aliases are not read")
                .hasSizeLessThan(20_000);
    }

    @Test
    void aDeepNestingIsRefusedWhereItGetsTooDeep() {
        assertThat(refusalOfAll("[".repeat(MIB)))
                .isEqualTo("config.yaml:1:17: nested more than 16 deep; is it the right file?");
    }

    @Test
    void tooLargeAFileIsRefusedWhateverIsInIt() throws IOException {
        Path file = Files.writeString(dir.resolve("big.yaml"), TestConfig.ONE_TARGET + "#".repeat(MIB));

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> TestConfig.loader(Map.of()).load(file))
                .withMessage(file + ": larger than 1 MiB; is it the right file?");
    }

    @Test
    void fiftyThousandAllowEntriesAreNoProblem() {
        assertTimeoutPreemptively(LIVE, () -> {
            String entries = "- 192.0.2.1\n".repeat(50_000);
            assertThat(TestConfig.load("allow:\n" + entries).allow()).hasSize(50_000);
        });
    }
}
