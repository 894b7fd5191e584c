package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.journal.ChangeJournal;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.api.Change;
import io.originwall.api.Guard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    Path directory;

    private CommandLab lab;

    @BeforeEach
    void lab() {
        lab = new CommandLab(directory);
    }

    private Path journal() {
        return lab.stateDirectory().resolve("journal.jsonl");
    }

    @Test
    void withoutAJournalNothingWasChanged() {
        CommandLab.Ran ran = lab.run("history");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).isEqualTo("nothing was changed\n");
        assertThat(ran.err()).isEmpty();
        assertThat(lab.stateDirectory()).doesNotExist();
    }

    @Test
    void showsWhatEachCommandChangedTheNewestLast() {
        lab.run("sync");
        lab.run("sync");
        lab.list("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32");
        lab.run("sync");
        lab.run("sync", "--accept", lab.refusedDigest());
        lab.run("remove");
        lab.run("trial", "--for", "1s");

        assertThat(lab.run("history").out().replaceAll(", \\d+ added, \\d+ removed, \\d+ repaired|: LIST.*", ""))
                .isEqualTo("""
                        2026-11-22T10:00:00Z  ranges: changed, now 1 IPv4 and 1 IPv6 blocks
                        2026-11-22T10:00:00Z  host: changed (request)
                        2026-11-22T10:00:00Z  ranges: rejected (grows)
                        2026-11-22T10:00:00Z  ranges: changed, now 2 IPv4 and 1 IPv6 blocks
                        2026-11-22T10:00:00Z  host: changed (request)
                        2026-11-22T10:00:00Z  host: changed (request)
                        2026-11-22T10:00:00Z  host: changed (request)
                        2026-11-22T10:00:00Z  host: changed (undo)
                        """);
    }

    @Test
    void verboseShowsEveryLineAndWhatWasBefore() {
        lab.run("sync");

        assertThat(lab.run("-v", "history", "--target", "host").out().replaceAll("\\([0-9a-f]{12}\\)", "(DIGEST)"))
                .isEqualTo("""
                        2026-11-22T10:00:00Z  host: changed, 4 added, 0 removed, 0 repaired (request)
                          + 80/tcp
                          + 443/tcp
                          + 103.21.244.0/22
                          + 2400:cb00::/32
                          was no guard; is enforce 80/tcp 443/tcp, 1 IPv4 and 1 IPv6 blocks (DIGEST)
                        """);
    }

    @Test
    void aConfirmedTrialIsOneOfTheChanges() throws Exception {
        Thread confirm = new Thread(() -> {
            while (lab.run("confirm").code() != 0) {
                Thread.onSpinWait();
            }
        });
        confirm.start();
        lab.run("trial", "--for", "30s");
        confirm.join();

        assertThat(lab.run("-v", "history", "--target", "host").out())
                .contains("on trial for 30 s")
                .doesNotContain("(undo)");
    }

    @Test
    void aFailureThatMayHaveChangedSomethingIsAmongThem() {
        lab.target("host").failApplies("no room");
        lab.run("sync");

        assertThat(lab.run("history", "--target", "host").out())
                .isEqualTo("2026-11-22T10:00:00Z  host: failed, 4 added, 0 removed, 0 repaired (request):"
                        + " no room; the old state is still in force\n");
    }

    @Test
    void showsOneTargetOrWhatIsNewOrTheLastFew() {
        for (int hours = 48; hours >= 0; hours--) {
            write(hours % 2 == 0 ? "even" : "odd", hours);
        }

        assertThat(lab.run("history", "--target", "odd").out().lines()).hasSize(24);
        assertThat(lab.run("history", "--since", "12h").out().lines()).hasSize(13);
        assertThat(lab.run("history", "--since", "12h", "--target", "odd", "--target", "even")
                        .out()
                        .lines())
                .hasSize(13);
        assertThat(lab.run("history", "--limit", "2").out()).isEqualTo("""
                … earlier ones: see --limit
                2026-11-22T09:00:00Z  odd: changed, 1 added, 0 removed, 0 repaired (poll)
                2026-11-22T10:00:00Z  even: changed, 1 added, 0 removed, 0 repaired (poll)
                """);
        assertThat(lab.run("history", "--target", "gone").out()).isEqualTo("nothing was changed\n");
        assertThat(lab.run("history", "--limit", "0").code()).isEqualTo(64);
        assertThat(lab.run("history", "--since", "x").code()).isEqualTo(64);
    }

    /** As a rotation does it. */
    private void setAside() throws IOException {
        Files.move(journal(), lab.stateDirectory().resolve("journal.jsonl.1"));
    }

    @Test
    void saysThatThereAreEarlierOnesOnlyWhereThereAre() throws Exception {
        write("first", 4);
        write("second", 3);
        assertThat(lab.run("history", "--limit", "2").out().lines()).hasSize(2);
        assertThat(lab.run("history", "--limit", "1").out()).startsWith("… earlier ones");

        setAside();
        write("third", 2);
        write("fourth", 1);

        assertThat(lab.run("history", "--limit", "2").out()).startsWith("… earlier ones");
        assertThat(lab.run("history", "--limit", "4").out().lines()).hasSize(4);
        assertThat(lab.run("history", "--limit", "2", "--target", "third", "--target", "fourth")
                        .out()
                        .lines())
                .hasSize(2);
    }

    @Test
    void aClockThatWasWrongForAWhileHidesNothing() throws Exception {
        write("before", 2);
        setAside();
        write("in-the-past", 24 * 365);
        write("after", 1);

        assertThat(lab.run("history", "--since", "12h").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("before: changed"),
                        line -> assertThat(line).contains("after: changed"));
    }

    @Test
    void textFromElsewhereStaysInItsLineAndCommandsNoTerminal() {
        lab.target("host").failApplies("no\nroom\u001b[2J\u202e");
        lab.run("sync");

        assertThat(lab.run("history", "--target", "host").out().lines())
                .singleElement()
                .asString()
                .contains("no\\u000aroom\\u001b[2J\\u202e");
        assertThat(lab.run("history", "--json").out()).doesNotContain("\u001b", "\u202e");
    }

    @Test
    void aJournalFullOfHugeEntriesFitsIntoTheMemoryOfACommand() throws Exception {
        lab.config("targets: [{name: host, type: nftables}]");
        Files.createDirectories(lab.stateDirectory());
        String change = "{\"op\":\"add\",\"what\":\"2001:db8:1234:5678::/64\"}";
        String entry = "{\"v\":1,\"at\":\"2026-11-22T09:00:00Z\",\"kind\":\"change\",\"outcome\":\"changed\",\"cause\":"
                + "\"poll\",\"target\":\"host\",\"added\":1000,\"changes\":["
                + String.join(",", Collections.nCopies(1000, change)) + "]}\n";
        String file = entry.repeat((10 << 20) / entry.length());
        for (String name : List.of("", ".1", ".2", ".3", ".4")) {
            Files.writeString(lab.stateDirectory().resolve("journal.jsonl" + name), file);
        }

        for (String form : List.of("-v", "--json")) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "-c",
                            lab.configFile().toString(),
                            form,
                            "history",
                            "--limit",
                            "2000")
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile())
                    .start();

            assertThat(process.waitFor())
                    .as(Files.readString(directory.resolve("err")))
                    .isEqualTo(0);
            assertThat(Files.size(directory.resolve("out"))).isGreaterThan(10 << 20);
        }
    }

    private void write(String target, int hoursAgo) {
        new ChangeJournal(new DirectoryStore(new StateDirectory(lab.stateDirectory())), problem -> {})
                .accept(new Event.Synced(
                        CommandLab.NOW.minus(Duration.ofHours(hoursAgo)),
                        Cause.POLL,
                        new TargetReport(
                                target,
                                "memory",
                                TargetReport.Result.CHANGED,
                                List.of(Change.add("192.0.2.0/24")),
                                Optional.of(Guard.none()),
                                Optional.empty(),
                                1),
                        Guard.none()));
    }

    @Test
    void aTornLineIsAWarningAndNotTheEnd() throws Exception {
        lab.run("sync");
        Files.writeString(journal(), "{\"v\":1,", StandardOpenOption.APPEND);

        CommandLab.Ran ran = lab.run("history");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out().lines()).hasSize(2);
        assertThat(ran.err())
                .isEqualTo("originwall: warning: " + journal()
                        + ":3: not a whole entry; a crash or a full disk cut it short\n");
    }

    @Test
    void aJournalThatCannotBeReadIsAFailure() throws Exception {
        Files.createDirectories(journal());

        CommandLab.Ran ran = lab.run("history");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).startsWith("originwall: cannot read " + journal());
    }

    @Test
    void aJournalThatCannotBeWrittenStopsNoSync() throws Exception {
        Files.createDirectories(journal());

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).contains("host (memory): changed");
        assertThat(ran.err().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("originwall: warning: the journal in "));
    }

    @Test
    void aSourceThatStaysBadIsOneEntry() throws Exception {
        lab.run("sync");
        lab.list("not a list");
        lab.run("sync");
        lab.run("sync");

        assertThat(lab.run("history").out().lines().filter(line -> line.contains("ranges: rejected (malformed)")))
                .hasSize(1);
    }

    @Test
    void whatRootWritesTheOwnerOfTheStateDirectoryCanGoOnWith() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.createDirectories(lab.stateDirectory());
        Files.setAttribute(lab.stateDirectory(), "unix:uid", 12345);

        lab.run("sync");

        try (var files = Files.list(lab.stateDirectory())) {
            assertThat(files)
                    .hasSizeGreaterThan(3)
                    .allSatisfy(file -> assertThat(Files.getAttribute(file, "unix:uid"))
                            .as(file.toString())
                            .isEqualTo(12345));
        }
    }
}
