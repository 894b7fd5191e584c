package io.originwall.host.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.TargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFileTest {
    @TempDir
    Path directory;

    @Test
    void isThereWholeAndThenGone() throws Exception {
        ScriptFile file = ScriptFile.of("flush ruleset", List.of(directory));

        assertThat(file.path()).hasContent("flush ruleset");
        file.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void goesElsewhereWhereItCannotBeWritten() throws Exception {
        try (ScriptFile file = ScriptFile.of("x", List.of(directory.resolve("missing"), directory))) {
            assertThat(file.path()).hasParent(directory);
        }
    }

    @Test
    void saysWhereItTried() throws Exception {
        Path none = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> ScriptFile.of("x", List.of(none)))
                .isInstanceOf(TargetException.class)
                .hasMessageStartingWith("cannot write the script for nft anywhere (" + none + ": ")
                .hasMessageContaining("nothing was changed");
    }
}
