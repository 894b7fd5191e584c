package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.originwall.api.Guard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the account of the service, broken into, puts into its state directory for root's commands to find. */
@Timeout(60)
class ForeignStateTest {
    private static final int SERVICE = 4711;
    private static final String SECRET = "2026-11-22T10:00:00Z of root's";

    @TempDir
    private Path directory = Path.of("");

    private Path secret;
    private CommandLab lab;

    @BeforeEach
    void lab() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        lab = new CommandLab(directory);
        assertThat(lab.run("sync").code()).isZero();
        Files.setAttribute(lab.stateDirectory(), "unix:uid", SERVICE);
        secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
    }

    private Path link(String name) throws IOException {
        Path file = lab.stateDirectory().resolve(name);
        Files.deleteIfExists(file);
        return Files.createSymbolicLink(file, secret);
    }

    private void pipe(String name) throws Exception {
        Path file = lab.stateDirectory().resolve(name);
        Files.deleteIfExists(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    private void changeTheGuard() {
        lab.target("host").driftTo(Guard.none());
    }

    @Test
    void syncCopiesNothingOfRootsIntoAFileOfTheAccounts() throws Exception {
        Path lastChanges = link("last-changes");
        changeTheGuard();

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).contains("last-changes: is no regular file");
        assertThat(secret).hasContent(SECRET);
        assertThat(Files.readString(lastChanges)).isEqualTo(SECRET + "\n");
        assertThat(Files.isSymbolicLink(lastChanges)).as("nothing was copied").isTrue();
    }

    @Test
    void statusPrintsNothingOfRoots() throws Exception {
        link("last-problems");
        link("last-changes");

        CommandLab.Ran ran = lab.run("status");

        assertThat(ran.out() + ran.err()).doesNotContain("of root's");
        assertThat(ran.err()).contains("last-problems: is no regular file");
    }

    @Test
    void historyPrintsNothingOfRoots() throws Exception {
        link("journal.jsonl");

        CommandLab.Ran ran = lab.run("history");

        assertThat(ran.out() + ran.err()).doesNotContain("of root's");
        assertThat(ran.err()).contains("journal.jsonl: is no regular file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ranges.json",
                "refused-ranges.json",
                "journal.jsonl",
                "last-changes",
                "last-problems",
                "last-good.host",
                "trial",
                "trial.confirm",
                "accept-request",
                "lock"
            })
    void noPipeMakesACommandWait(String name) throws Exception {
        pipe(name);
        changeTheGuard();

        for (String command : new String[] {"sync", "plan", "status", "history", "ranges", "confirm", "remove"}) {
            CommandLab.Ran ran = lab.run(command);
            assertThat(ran.code()).as("%s: %s", command, ran.err()).isBetween(0, 3);
        }
    }
}
