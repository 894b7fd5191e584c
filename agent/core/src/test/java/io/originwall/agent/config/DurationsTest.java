package io.originwall.agent.config;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "1s, PT1S",
        "90s, PT1M30S",
        "15m, PT15M",
        "6h, PT6H",
        "3d, PT72H",
        "3650d, P3650D",
        "PT15M, PT15M",
        "pt15m, PT15M",
        "P1DT12H, PT36H",
        "PT0.5S, PT0.5S"
    })
    void reads(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "15",
                "m",
                "1 h",
                " 1h",
                "1h ",
                "1H",
                "1h30m",
                "1.5h",
                "-1h",
                "+1h",
                "1w",
                "1ms",
                "١h",
                "PT",
                "P1M",
                "9999999999s",
                "PT99999999999999999999H"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("not a duration: write 90s, 15m, 6h, 3d or PT15M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0d", "PT0S", "PT-1H", "-PT1H"})
    void refusesADurationOfNothingOrLess(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("a duration must be longer than nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3651d", "999999999d", "PT2562047788015215H"})
    void refusesADurationOfMoreThanTenYears(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("a duration must be at most 3650d");
    }

    @Test
    void readsEveryDurationAsJavaWritesIt() {
        forAll(any -> {
            int seconds = any.between(1, 315_360_000);
            Duration duration = Duration.ofSeconds(seconds);

            assertThat(Durations.parse(duration.toString())).isEqualTo(duration);
            assertThat(Durations.parse(seconds + "s")).isEqualTo(duration);
        });
    }
}
