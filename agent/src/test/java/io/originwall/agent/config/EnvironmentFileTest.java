package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As systemd.exec(5) describes {@code EnvironmentFile=}; systemd 252 gave the same values. */
class EnvironmentFileTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "A=b|b",
                "A=|~~",
                "  A = b c  |b c",
                "A=\"b c\"|b c",
                "A='b \\n \"c\"'|b \\n \"c\"",
                "A=b\\ c|b c",
                "A=\"b\\\"c\"|b\"c",
                "A=b # c|b # c",
                "A=https://h/x?y=z|https://h/x?y=z",
                "~A=b\\\nc~|bc",
                "~# A=no\n;A=no\nA=x\nA=y~|y"
            })
    void readsAnAssignment(String text, String value) {
        assertThat(EnvironmentFile.parse(text)).containsOnlyKeys("A").containsEntry("A", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# A=b", "; A=b", "A", "1A=b", "=b", "A-B=c", "\n\n"})
    void anythingElseIsNoAssignment(String text) {
        assertThat(EnvironmentFile.parse(text)).isEmpty();
    }
}
