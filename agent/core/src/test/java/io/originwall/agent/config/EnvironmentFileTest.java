package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void aByteThatIsNotUtf8DoesNoHarm(@TempDir Path directory) throws Exception {
        Path file = Files.write(
                directory.resolve("environment"), "# caf\u00e9\nA=b\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(EnvironmentFile.read(file)).containsOnly(entry("A", "b"));
    }

    @Test
    void onlyAFileOfAUsualSizeIsRead(@TempDir Path directory) throws Exception {
        Path large = Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> EnvironmentFile.read(directory)).hasMessage("is not a regular file");
        assertThatThrownBy(() -> EnvironmentFile.read(large)).hasMessage("larger than 1 MiB");
        assertThatThrownBy(() -> EnvironmentFile.read(directory.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# A=b", "; A=b", "A", "1A=b", "=b", "A-B=c", "\n\n"})
    void anythingElseIsNoAssignment(String text) {
        assertThat(EnvironmentFile.parse(text)).isEmpty();
    }
}
