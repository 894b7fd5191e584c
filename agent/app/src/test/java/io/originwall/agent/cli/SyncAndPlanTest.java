package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateLock;
import io.originwall.api.Guard;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncAndPlanTest {
    @TempDir
    Path directory;

    private CommandLab lab;

    @BeforeEach
    void lab() {
        lab = new CommandLab(directory);
    }

    @Test
    void planShowsTheChangesAndMakesNone() throws Exception {
        CommandLab.Ran ran = lab.run("plan");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).isEqualTo("""
                        ranges: LIST, 1 IPv4 and 1 IPv6 blocks, fresh, 0 s old
                        host (memory): 4 to add, 0 to remove, 0 to repair
                          + 80/tcp
                          + 443/tcp
                          + 103.21.244.0/22
                          + 2400:cb00::/32
                        """);
        assertThat(lab.target("host").enforced().guard()).isEqualTo(Guard.none());
        assertThat(lab.stateDirectory()).doesNotExist();
    }

    @Test
    void planExitCodeTellsWhetherThereIsAnythingToDo() {
        assertThat(lab.run("plan", "--exit-code").code()).isEqualTo(2);

        lab.run("sync");

        assertThat(lab.run("plan", "--exit-code").code()).isEqualTo(0);
    }

    @Test
    void syncGuardsAndThenFindsNothingToDo() {
        CommandLab.Ran first = lab.run("sync");
        CommandLab.Ran second = lab.run("sync");

        assertThat(first.code()).isEqualTo(0);
        assertThat(first.out()).contains("host (memory): changed, 4 added, 0 removed, 0 repaired, in ");
        assertThat(second.out()).endsWith("host (memory): in sync\n");
        assertThat(lab.target("host").calls()).containsExactly("plan", "apply", "plan", "close", "plan", "close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "plan"})
    void targetsGetReadyWhileTheRangesAreFetched(String command) throws Exception {
        lab.run(command);

        assertThat(lab.target("host").isPrepared()).isTrue();
    }

    @Test
    void jsonHasTheShapeOfTheContract() {
        CommandLab.Ran ran = lab.run("--json", "plan");

        assertThat(ran.out().replaceAll("\"millis\":\\d+", "\"millis\":0"))
                .isEqualTo(
                        "{\"ranges\":{\"origin\":\"LIST\",\"fetchedAt\":\"2026-11-22T10:00:00Z\",\"etag\":null,\"ipv4\":1,\"ipv6\":1,"
                                + "\"state\":\"fresh\",\"problems\":[]},"
                                + "\"targets\":[{\"name\":\"host\",\"type\":\"memory\",\"result\":\"pending\",\"changes\":["
                                + "{\"op\":\"add\",\"what\":\"80/tcp\"},{\"op\":\"add\",\"what\":\"443/tcp\"},"
                                + "{\"op\":\"add\",\"what\":\"103.21.244.0/22\"},{\"op\":\"add\",\"what\":\"2400:cb00::/32\"}],"
                                + "\"error\":null,\"millis\":0}]}\n");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() {
        assertThat(lab.run("plan", "--json").out()).startsWith("{\"ranges\"");
    }

    @Test
    void theOperatorsOwnEntriesAreLetInToo() throws Exception {
        lab.config("allow: [198.51.100.7]\ntargets: [{name: host, type: memory}]");

        lab.run("sync");

        assertThat(lab.target("host").enforced().guard().allow().toString())
                .isEqualTo("[103.21.244.0/22, 198.51.100.7, 2400:cb00::/32]");
    }

    @Test
    void oneFailedTargetDoesNotKeepTheOthersBack() throws Exception {
        lab.config("targets: [{name: sick, type: memory}, {name: host, type: memory}]");
        lab.target("sick").failApplies("no room");

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEqualTo("originwall: target sick: no room; the old state is still in force\n");
        assertThat(lab.target("host").enforced().guard().isNone()).isFalse();
    }

    @Test
    void onlyTheNamedTargetIsTouched() throws Exception {
        lab.config("targets: [{name: one, type: memory}, {name: two, type: memory}]");

        assertThat(lab.run("sync", "--target", "two").code()).isEqualTo(0);

        assertThat(lab.target("one").enforced().guard().isNone()).isTrue();
        assertThat(lab.target("two").enforced().guard().isNone()).isFalse();
    }

    @Test
    void anUnknownTargetIsAUsageError() {
        CommandLab.Ran ran = lab.run("sync", "--target", "hots");

        assertThat(ran.code()).isEqualTo(64);
        assertThat(ran.err())
                .isEqualTo("originwall: the config has no target \"hots\", it has: host; see originwall sync --help\n");
    }

    @Test
    void aListOfWhichNothingIsLeftIsExitCode3() {
        lab.list("2400:cb00::/32");
        lab.config("targets: [{name: host, type: memory}]", "ipv6: false");

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).endsWith("LIST: nothing is left of the list without IPv6; set ranges.ipv6: true\n");
    }

    @Test
    void noListAndNoLastGoodOneIsExitCode3AndChangesNothing() throws Exception {
        Files.delete(directory.resolve("list.txt"));

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("list.txt");
        assertThat(lab.target("host").enforced().guard().isNone()).isTrue();
    }

    @Test
    void aSourceThatFailsLaterChangesNothing() throws Exception {
        lab.run("sync");
        Guard before = lab.target("host").enforced().guard();
        Files.delete(directory.resolve("list.txt"));

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).contains("cached");
        assertThat(ran.err()).startsWith("originwall: warning: ");
        assertThat(lab.target("host").enforced().guard()).isEqualTo(before);
    }

    @Test
    void offlineAsksNobody() throws Exception {
        lab.run("sync");
        lab.list("103.21.244.0/22", "103.22.200.0/22", "2400:cb00::/32");

        assertThat(lab.run("sync", "--offline").out()).contains("host (memory): in sync");
    }

    @Test
    void acceptTakesAListThatGrewTooMuch() throws Exception {
        lab.run("sync");
        lab.list("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32");

        CommandLab.Ran refused = lab.run("sync");
        CommandLab.Ran refusedStatus = lab.run("status");
        CommandLab.Ran shown = lab.run("ranges", "--refused");
        CommandLab.Ran accepted = lab.run("sync", "--accept", CommandLab.digest(shown.out()));
        assertThat(lab.run("status").err()).isEmpty();

        assertThat(refused.err()).contains("sync --accept");
        assertThat(refusedStatus.err()).contains("warning: last fetch: ").contains("sync --accept");
        assertThat(refused.out()).contains("host (memory): in sync");
        assertThat(shown.out())
                .startsWith("# refused at 2026-11-22T10:00:00Z: file ")
                .contains(", 3 blocks\n# SHA-256 of the lines below: ")
                .endsWith("\n103.21.244.0/22\n104.16.0.0/13\n2400:cb00::/32\n");
        assertThat(accepted.out()).contains("+ 104.16.0.0/13");
        assertThat(accepted.code()).isEqualTo(0);
        assertThat(lab.run("ranges", "--refused").err()).contains("no list has been refused since the last good one");
    }

    @Test
    void aListThatNobodyMayAcceptIsShownWithTheReasonInPlaceOfTheCommand() {
        lab.run("sync");
        lab.list("103.21.244.0/22", "104.0.0.0/7", "106.0.0.0/8", "112.0.0.0/6", "2400:cb00::/32");
        lab.run("sync");

        assertThat(lab.run("ranges", "--refused").out())
                .contains("# it cannot be taken: ", "trust.max-share")
                .doesNotContain("--accept", "grows");
        assertThat(lab.run("ranges", "--refused", "--json").out()).contains("\"acceptable\":false");
        assertThat(lab.answer("y\n", "sync", "--accept").err())
                .contains("nobody can accept this list")
                .doesNotContain("[y/N]");
    }

    @Test
    void anotherListThanTheAcceptedOneIsNotTaken() {
        lab.run("sync");
        lab.list("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32");
        lab.run("sync");
        String digest = lab.refusedDigest();
        lab.list("103.21.244.0/22", "172.64.0.0/13", "2400:cb00::/32");

        CommandLab.Ran ran = lab.run("sync", "--accept", digest);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).doesNotContain("172.64.0.0/13");
        assertThat(ran.err()).contains("not taken").contains("sync --accept " + lab.refusedDigest());
    }

    @Test
    void acceptWithoutADigestAsksAtATerminalAndSaysWhatToWrite() {
        lab.run("sync");
        lab.list("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32");
        lab.run("sync");

        CommandLab.Ran script = lab.run("sync", "--accept");
        CommandLab.Ran no = lab.answer("\n", "sync", "--accept");
        CommandLab.Ran nobody = lab.answer("", "sync", "--accept");
        CommandLab.Ran yes = lab.answer("y\n", "sync", "--accept");

        assertThat(script.code()).isEqualTo(64);
        assertThat(script.err()).contains("originwall sync --accept DIGEST");
        assertThat(no.code()).isEqualTo(1);
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(no.err()).contains("the list was not accepted, and nothing was changed");
        assertThat(yes.code()).isEqualTo(0);
        assertThat(yes.err()).contains("warning: --accept without a digest").contains("Accept this list? [y/N] ");
        assertThat(yes.out()).contains("\n104.16.0.0/13\n").contains("+ 104.16.0.0/13");
    }

    @Test
    void whatIsNoDigestIsAUsageError() {
        assertThat(lab.run("sync", "--accept", "104.16.0.0/13").code()).isEqualTo(64);
        assertThat(lab.run("sync", "--accept", "1234567").err()).contains("write 8 or more of the hexadecimal digits");
    }

    @Test
    void twoAgentsAtOnceAreRefused() throws Exception {
        try (StateLock other = StateLock.take(new StateDirectory(lab.stateDirectory()), "sync")) {
            CommandLab.Ran ran = lab.run("sync");

            assertThat(ran.code()).isEqualTo(75);
            assertThat(ran.err()).contains("originwall sync (pid ").contains("wait for it");
        }
    }

    @Test
    void aGuardOverTheSshSessionIsRefusedUnlessOneKnows() throws Exception {
        lab.environment.put("SSH_CONNECTION", "198.51.100.7 50000 192.0.2.1 443");

        CommandLab.Ran refused = lab.run("sync");
        assertThat(lab.run("plan").err()).contains("warning: target host would guard 443/tcp");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("443/tcp, the port of the SSH session you are in");
        assertThat(lab.target("host").enforced().guard().isNone()).isTrue();

        assertThat(lab.run("sync", "--i-know").code()).isEqualTo(0);
    }

    @Test
    void nothingCanBeAcceptedWhereNothingIsFetched() {
        assertThat(lab.run("sync", "--offline", "--accept").code()).isEqualTo(64);
    }

    @Test
    void removeWorksEvenWhereTheStateDirectoryDoesNot() throws Exception {
        lab.run("sync");
        Files.move(lab.stateDirectory(), directory.resolve("elsewhere"));
        Files.writeString(lab.stateDirectory(), "in the way");

        CommandLab.Ran ran = lab.run("remove");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.err())
                .contains("warning: cannot use the state directory")
                .contains("no directory")
                .contains("removing all the same");
        assertThat(lab.target("host").enforced().guard()).isEqualTo(Guard.none());
        assertThat(lab.run("remove").out()).isEqualTo("host (memory): nothing to remove\n");
    }

    @Test
    void removeTakesTheGuardOut() throws Exception {
        lab.run("sync");

        CommandLab.Ran ran = lab.run("remove");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).startsWith("host (memory): changed, 0 added, 2 removed");
        assertThat(lab.target("host").enforced().guard()).isEqualTo(Guard.none());
    }

    @Test
    void longPlansAreCutForPeopleAndWholeInJson() {
        String[] blocks = new String[101];
        for (int i = 0; i < 100; i++) {
            blocks[i] = "103.21." + (2 * i) + ".0/24";
        }
        blocks[100] = "2400:cb00::/32";
        lab.list(blocks);

        assertThat(lab.run("plan").out()).contains("  … and 43 more; --json lists them all");
        assertThat(lab.run("plan", "--json").out()).contains("103.21.198.0/24");
    }
}
