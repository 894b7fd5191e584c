package io.originwall.linux.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.api.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFileTest {
    private static final ScriptKind NFT = new ScriptKind("nft", Set.of("nft"), Duration.ofMinutes(2));

    @TempDir
    private Path first;

    @TempDir
    private Path second;

    @Test
    void isWholeForItsOwnerAloneAndGoneAfterwards() throws Exception {
        Path path;
        try (ScriptFile file = ScriptFile.of(NFT, "add table inet x\n", List.of(first, second))) {
            path = file.path();
            assertThat(path).hasParent(first).hasContent("add table inet x\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void goesElsewhereWhereTheFirstDirectoryDoesNotTakeIt() throws Exception {
        try (ScriptFile file = ScriptFile.of(NFT, "x", List.of(first.resolve("missing"), second))) {
            assertThat(file.path()).hasParent(second);
        }
    }

    @Test
    void goesElsewhereWhereNothingCanBeMade() throws Exception {
        // Even root can make nothing there.
        try (ScriptFile file = ScriptFile.of(NFT, "x", List.of(Path.of("/proc/self/fd"), second))) {
            assertThat(file.path()).hasParent(second);
        }
    }

    @Test
    void saysWhereItTriedAndWhatToDo() {
        Path missing = first.resolve("missing");

        assertThatThrownBy(() -> ScriptFile.of(NFT, "x", List.of(missing, missing)))
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

        ScriptFile.of(NFT, "x", List.of(first, second)).close();

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

        ScriptFile.of(NFT, "x", List.of(first)).close();

        assertThat(theirs).exists();
    }

    @Test
    void waitsForAnNftThatOutlivedItsAgent() throws Exception {
        Path script = Files.createFile(first.resolve("originwall-123.nft"));
        Process orphan = nft("-f", script.toString());
        CompletableFuture<ScriptFile> next = supplyAsync(first);

        assertThatThrownBy(() -> next.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        orphan.destroyForcibly().waitFor();

        next.get(1, TimeUnit.MINUTES).close();
    }

    @Test
    void waitsForNobodyElse() throws Exception {
        Path script = Files.createFile(first.resolve("originwall-123.nft"));
        Path other = Files.createFile(first.resolve("theirs.nft"));
        Process monitor = nft("-f", other.toString());
        Process reader = new ProcessBuilder("tail", "-f", script.toString()).start();
        try {
            supplyAsync(first).get(1, TimeUnit.MINUTES).close();
        } finally {
            monitor.destroyForcibly().waitFor();
            reader.destroyForcibly().waitFor();
        }
    }

    /** Anybody can see the name of a script in a directory for all, and name a process as he likes. */
    @Test
    void waitsForNoProcessOfAnotherUser() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root becomes somebody else");
        Path script = Files.createFile(first.resolve("originwall-123.nft"));
        Files.setPosixFilePermissions(second, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path nft = Files.copy(Path.of("/usr/bin/tail"), second.resolve("nft"), StandardCopyOption.COPY_ATTRIBUTES);
        Process stranger = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        nft.toString(),
                        "-f",
                        "/dev/null",
                        script.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(stranger.inputReader().readLine()).as("it runs").isNotEmpty();

            supplyAsync(first).get(1, TimeUnit.MINUTES).close();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void killsAnNftThatTakesForEver() throws Exception {
        Path script = Files.createFile(first.resolve("originwall-123.nft"));
        Process orphan = nft("-f", script.toString());

        OrphanProcesses.awaitEnd(new ScriptKind("nft", Set.of("nft"), Duration.ofMillis(100)), Set.of(script));

        assertThat(orphan.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    /** A process of that name which, like nft, is given a file with -f, and which does not end. */
    private Process nft(String... arguments) throws Exception {
        Path tail = Path.of("/usr/bin/tail");
        Path nft = Files.copy(tail, second.resolve("nft"), StandardCopyOption.COPY_ATTRIBUTES);
        List<String> argv = new ArrayList<>(List.of(nft.toString()));
        argv.addAll(List.of(arguments));
        Process process = new ProcessBuilder(argv).start();
        while (process.info().command().filter(nft.toString()::equals).isEmpty()) {
            Thread.sleep(10);
        }
        return process;
    }

    private static CompletableFuture<ScriptFile> supplyAsync(Path directory) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ScriptFile.of(NFT, "x", List.of(directory));
            } catch (TargetException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static Path aged(Path path, int minutes) throws IOException {
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofMinutes(minutes))));
    }
}
