package io.originwall.host.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFileTest {
    @TempDir
    private Path first;

    @TempDir
    private Path second;

    @Test
    void isWholeForItsOwnerAloneAndGoneAfterwards() throws Exception {
        Path path;
        try (ScriptFile file = ScriptFile.of("add table inet x\n", List.of(first, second))) {
            path = file.path();
            assertThat(path).hasParent(first).hasContent("add table inet x\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void goesElsewhereWhereTheFirstDirectoryDoesNotTakeIt() throws Exception {
        try (ScriptFile file = ScriptFile.of("x", List.of(first.resolve("missing"), second))) {
            assertThat(file.path()).hasParent(second);
        }
    }

    @Test
    void goesElsewhereWhereNothingCanBeMade() throws Exception {
        // Even root can make nothing there.
        try (ScriptFile file = ScriptFile.of("x", List.of(Path.of("/proc/self/fd"), second))) {
            assertThat(file.path()).hasParent(second);
        }
    }

    @Test
    void saysWhereItTriedAndWhatToDo() {
        Path missing = first.resolve("missing");

        assertThatThrownBy(() -> ScriptFile.of("x", List.of(missing, missing)))
                .isInstanceOf(TargetException.class)
                .hasMessageStartingWith("cannot write the script for nft to any of " + missing + " (")
                .hasMessageEndingWith("; nothing was changed; make room in one of them")
                .hasMessageNotContaining("\n");
    }

    @Test
    void takesOutWhatAKilledAgentLeftBehindAndNothingElse() throws Exception {
        Path old = aged(Files.createFile(first.resolve("originwall-123.nft")), 61);
        Path oldElsewhere = aged(Files.createFile(second.resolve("originwall-18446744073709551615.nft")), 61);
        Path target = aged(Files.createFile(first.resolve("theirs")), 61);
        List<Path> kept = List.of(
                target,
                aged(Files.createFile(first.resolve("originwall-124.nft")), 59),
                aged(Files.createFile(first.resolve("originwall-12x.nft")), 61),
                aged(Files.createFile(first.resolve("originwall-125.nft.bak")), 61),
                aged(Files.createFile(first.resolve("my-originwall-125.nft")), 61),
                aged(Files.createDirectory(first.resolve("originwall-126.nft")), 61),
                Files.createSymbolicLink(first.resolve("originwall-127.nft"), target));

        ScriptFile.of("x", List.of(first, second)).close();

        assertThat(Stream.of(old, oldElsewhere))
                .allSatisfy(path -> assertThat(path).doesNotExist());
        assertThat(kept)
                .allSatisfy(path -> assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                        .as(path.toString())
                        .isTrue());
    }

    @Test
    void leavesAloneWhatSomebodyElseOwns() throws Exception {
        Path theirs = aged(Files.createFile(first.resolve("originwall-123.nft")), 61);
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a file away");
        Files.setAttribute(theirs, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);

        ScriptFile.of("x", List.of(first)).close();

        assertThat(theirs).exists();
    }

    private static Path aged(Path path, int minutes) throws IOException {
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofMinutes(minutes))));
    }
}
