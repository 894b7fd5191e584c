package io.originwall.agent.journal;

import static io.originwall.agent.journal.Happenings.changed;
import static io.originwall.agent.journal.Happenings.failed;
import static io.originwall.agent.journal.Happenings.fetched;
import static io.originwall.agent.journal.Happenings.quiet;
import static io.originwall.agent.journal.Happenings.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.event.Event;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.api.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeJournalTest {
    private static final Change ADDED = Change.add("103.21.244.0/22");

    @TempDir
    Path temporary;

    private final List<String> problems = new ArrayList<>();

    private Path directory() {
        return temporary.resolve("state");
    }

    private Path file() {
        return directory().resolve("journal.jsonl");
    }

    private ChangeJournal journal() {
        return new ChangeJournal(new DirectoryStore(new StateDirectory(directory())), problems::add);
    }

    private JournalReader.History history() throws Exception {
        return new JournalReader(new DirectoryStore(new StateDirectory(directory())))
                .read(new JournalReader.Query(Set.of(), Optional.empty(), 1000));
    }

    private Stream<String> told(String... keys) throws Exception {
        return history()
                .entries()
                .map(entry -> String.join(
                        " ",
                        Stream.of(keys)
                                .map(key -> String.valueOf(entry.get(key)))
                                .toList()));
    }

    @Test
    void aChangeIsOneLineWithWhenWhyWhereWhatAndWhatWasBefore() throws Exception {
        journal().accept(changed("host", 0, ADDED, Change.remove("192.0.2.0/24"), Change.repair("the chain")));

        assertThat(file())
                .hasContent(
                        "{\"v\":1,\"at\":\"2026-11-22T12:00:00Z\",\"kind\":\"change\",\"outcome\":\"changed\",\"cause\":\"watch\","
                                + "\"target\":\"host\",\"type\":\"memory\",\"added\":1,\"removed\":1,\"repaired\":1,\"changes\":["
                                + "{\"op\":\"add\",\"what\":\"103.21.244.0/22\"},{\"op\":\"remove\",\"what\":\"192.0.2.0/24\"},"
                                + "{\"op\":\"repair\",\"what\":\"the chain\"}],"
                                + "\"before\":{\"mode\":null,\"denyWith\":null,\"ports\":[],\"ipv4\":0,\"ipv6\":0,\"allow\":null,"
                                + "\"trialSeconds\":null},"
                                + "\"after\":{\"mode\":\"enforce\",\"denyWith\":\"drop\",\"ports\":[\"80/tcp\",\"443/tcp\"],"
                                + "\"ipv4\":1,\"ipv6\":1,\"allow\":\"" + JournalEncoder.digest(Happenings.GUARD.allow())
                                + "\",\"trialSeconds\":null},\"error\":null,\"repeats\":0,\"millis\":7}\n");
        assertThat(problems).isEmpty();
    }

    @Test
    void aQuietCycleLeavesNoTrace() {
        ChangeJournal journal = journal();

        journal.accept(quiet("host", 0));
        journal.accept(fetched(0, false));
        journal.accept(new Event.WatchRestarted(Happenings.NOON, "host"));
        journal.accept(new Event.ClockJumped(Happenings.NOON, Duration.ofHours(1)));

        assertThat(directory()).doesNotExist();
    }

    @Test
    void aFailureThatMayHaveChangedSomethingIsToldAndOneThatDidNotIsNot() throws Exception {
        ChangeJournal journal = journal();

        journal.accept(failed("host", 0, "unreadable"));
        journal.accept(failed("host", 1, "no room", ADDED));

        assertThat(told("at", "outcome", "error", "after"))
                .containsExactly("2026-11-22T12:01:00Z failed no room Optional.empty");
    }

    @Test
    void aFailureThatRepeatsItselfIsToldOnceAndCountedInTheNextLine() throws Exception {
        ChangeJournal journal = journal();

        for (int minute = 0; minute < 1000; minute++) {
            journal.accept(failed("host", minute, "no room", ADDED));
            journal.accept(failed("old", minute, "no ipset", ADDED));
        }
        journal.accept(failed("host", 1000, "no rights", ADDED));
        journal.accept(changed("host", 1001, ADDED));
        journal.accept(changed("host", 1002, ADDED));

        assertThat(told("target", "error", "repeats"))
                .containsExactly(
                        "host no room 0",
                        "old no ipset 0",
                        "host no rights 999",
                        "host Optional.empty 0",
                        "host Optional.empty 0");
    }

    @Test
    void rangesAreToldWhenTheyChangeAndWhenTheirSourceGoesBadAndIsGoodAgain() throws Exception {
        ChangeJournal journal = journal();

        journal.accept(fetched(0, true));
        journal.accept(rejected(1, Rejection.SHRINKS));
        journal.accept(rejected(2, Rejection.SHRINKS));
        journal.accept(rejected(3, Rejection.UNREACHABLE));
        journal.accept(fetched(4, false));
        journal.accept(fetched(5, false));

        assertThat(told("kind", "at", "outcome", "reason", "ipv4", "ipv6"))
                .containsExactly(
                        "ranges 2026-11-22T12:00:00Z taken Optional.empty 1 1",
                        "ranges 2026-11-22T12:01:00Z rejected shrinks 1 1",
                        "ranges 2026-11-22T12:03:00Z rejected unreachable 1 1",
                        "ranges 2026-11-22T12:04:00Z confirmed Optional.empty 1 1");
    }

    @Test
    void configsAreToldTakenOrRefused() throws Exception {
        ChangeJournal journal = journal();

        journal.accept(new Event.ConfigReloaded(Happenings.NOON, List.of()));
        journal.accept(new Event.ConfigRefused(Happenings.NOON, List.of("config.yaml:1:1: no")));

        assertThat(told("kind", "outcome", "problems"))
                .containsExactly("config taken []", "config refused [config.yaml:1:1: no]");
    }

    @Test
    void aHugeChangeIsCutAndStillCounted() throws Exception {
        Change[] many = IntStream.range(0, 100_000)
                .mapToObj(i -> Change.add("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256))
                .toArray(Change[]::new);

        journal().accept(changed("host", 0, many));

        assertThat(Files.size(file())).isLessThan(100_000);
        Map<String, Object> entry = history().entries().findFirst().orElseThrow();
        assertThat(entry).containsEntry("added", 100_000L);
        assertThat((List<?>) entry.get("changes")).hasSize(1000);
    }

    @Test
    void equalAllowListsHaveEqualDigests() {
        assertThat(JournalEncoder.digest(Happenings.GUARD.allow()))
                .matches("[0-9a-f]{12}")
                .isEqualTo(JournalEncoder.digest(Happenings.GUARD.confirmed().allow()))
                .isNotEqualTo(JournalEncoder.digest(io.originwall.net.AddressSet.empty()));
    }

    @Test
    void whatCannotBeWrittenIsSaidOnceAndWrittenWhenTheDiskTakesItAgain() throws Exception {
        Files.writeString(directory(), "in the way");
        ChangeJournal journal = journal();

        journal.accept(changed("host", 0, ADDED));
        journal.accept(changed("host", 1, ADDED));
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("the journal in " + directory() + " cannot be written: ")
                .endsWith("; the changes are made all the same")
                .doesNotContain("\n");

        Files.delete(directory());
        journal.accept(quiet("host", 2));

        assertThat(told("at")).containsExactly("2026-11-22T12:00:00Z", "2026-11-22T12:01:00Z");
        assertThat(problems).hasSize(1);

        Files.delete(file());
        Files.delete(directory());
        Files.writeString(directory(), "in the way again");
        journal.accept(changed("host", 3, ADDED));
        assertThat(problems).as("a new outage is told anew").hasSize(2);
    }

    @Test
    void whatIsTooMuchToRememberIsCounted() throws Exception {
        Files.writeString(directory(), "in the way");
        ChangeJournal journal = journal();
        Change[] many =
                IntStream.range(0, 500).mapToObj(i -> Change.add("10.0.0." + i)).toArray(Change[]::new);
        for (int minute = 0; minute < 200; minute++) {
            journal.accept(changed("host", minute, many));
        }
        Files.delete(directory());

        journal.accept(changed("host", 200, ADDED));

        List<Map<String, Object>> entries = history().entries().toList();
        assertThat(entries.get(0)).containsEntry("kind", "gap").containsEntry("outcome", "lost");
        int lost = Integer.parseInt(String.valueOf(entries.get(0).get("lines")));
        assertThat(lost).isPositive();
        assertThat(entries).hasSize(1 + 201 - lost);
        assertThat(entries.get(entries.size() - 1)).containsEntry("at", "2026-11-22T15:20:00Z");
        assertThat(Files.size(file())).isLessThan(2 << 20);
    }

    @Test
    void aLineThatACrashCutShortIsEndedByTheNextAndReported() throws Exception {
        journal().accept(changed("host", 0, ADDED));
        Files.writeString(file(), "{\"v\":1,\"at\":\"2026", java.nio.file.StandardOpenOption.APPEND);

        assertThat(history().problems())
                .containsExactly(file() + ":2: not a whole entry; a crash or a full disk cut it short");

        journal().accept(changed("host", 1, ADDED));

        assertThat(told("at")).containsExactly("2026-11-22T12:00:00Z", "2026-11-22T12:01:00Z");
        assertThat(history().problems()).hasSize(1);
    }

    @Test
    void linesOfANewerVersionAreLeftAloneAndCounted() throws Exception {
        Files.createDirectories(directory());
        String newer = "{\"v\":2,\"when\":1790000000,\"kind\":\"change\"}\n";
        Files.writeString(file(), newer);

        journal().accept(changed("host", 0, ADDED));

        assertThat(Files.readString(file())).startsWith(newer);
        assertThat(told("target")).containsExactly("host");
        assertThat(history().problems())
                .containsExactly(
                        "1 entries were written by a newer originwall and are not shown; read them with that one");
    }

    @Test
    void anEntryWithMoreKeysThanWeKnowIsShown() throws IOException, Exception {
        Files.createDirectories(directory());
        Files.writeString(
                file(),
                "{\"v\":1,\"at\":\"2026-11-22T12:00:00Z\",\"kind\":\"moon\",\"outcome\":\"full\",\"x\":[1.5,true,null]}\n");

        assertThat(told("kind", "outcome", "x")).containsExactly("moon full [1.5, true, Optional.empty]");
    }
}
