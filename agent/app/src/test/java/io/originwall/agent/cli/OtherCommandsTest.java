package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherCommandsTest {
    @TempDir
    Path directory;

    private CommandLab lab;

    @BeforeEach
    void lab() {
        lab = new CommandLab(directory);
    }

    @Test
    void checkTellsTheVerdictAndTheEntryForEachPort() {
        lab.run("sync");

        CommandLab.Ran allowed = lab.run("check", "103.21.244.9");
        CommandLab.Ran denied = lab.run("check", "198.51.100.7", "443");

        assertThat(allowed.code()).isEqualTo(0);
        assertThat(allowed.out())
                .hasLineCount(2)
                .contains("host: 103.21.244.9 to 80/tcp: allowed (LIST 103.21.244.0/22)")
                .contains("host: 103.21.244.9 to 443/tcp: allowed (LIST 103.21.244.0/22)");
        assertThat(denied.code()).isEqualTo(2);
        assertThat(denied.out()).startsWith("host: 198.51.100.7 to 443/tcp: denied (");
    }

    @Test
    void listsTheTargetsForCompletionAndSaysNothingOfABrokenConfig() {
        lab.config("targets: [{name: host, type: memory}, {name: web, type: memory}]");
        assertThat(lab.run("targets").out()).isEqualTo("host\nweb\n");

        lab.config("gaurd: {}");
        CommandLab.Ran broken = lab.run("targets");
        assertThat(broken.out() + broken.err()).isEmpty();
    }

    @Test
    void aShellThatHasNoCompletionIsToldWhichHave() {
        CommandLab.Ran ran = lab.run("completion", "tcsh");

        assertThat(ran.code()).isEqualTo(64);
        assertThat(ran.err()).contains("no completion for 'tcsh', only for bash, zsh, fish; see ");
    }

    @Test
    void checkAsksTheTargetAndNotTheList() {
        // On the list, but nothing was synced: what counts is what the target does.
        CommandLab.Ran ran = lab.run("check", "198.51.100.7", "443", "--json");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).contains("\"outcome\":\"not-guarded\",\"letIn\":true");
    }

    @Test
    void checkTellsTheTargetWhatItShouldEnforce() {
        lab.run("sync");

        lab.run("check", "198.51.100.7", "443");

        assertThat(lab.target("host").checkedBy().allow().contains(Address.parse("103.21.244.9")))
                .isTrue();
    }

    @Test
    void configCheckWarnsOfKeysThatTheNextVersionWillNotKnow() {
        lab.config("""
                targets: [{name: host, type: memory}]
                notifications: {at-most: 5, remind: 1d}
                """);

        CommandLab.Ran ran = lab.run("config", "check");

        assertThat(ran.code()).isZero();
        assertThat(ran.err().lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("originwall: warning: ")
                                .endsWith(
                                        "config.yaml:4:26: notifications.at-most: goes in the next version: remove it;"
                                                + " each receiver gets at most 20 messages an hour"),
                        second -> assertThat(second)
                                .contains(":4:37: notifications.remind: goes in the next version: remove it;"));
    }

    @Test
    void checkOfGarbageIsAUsageError() {
        assertThat(lab.run("check", "1.2").code()).isEqualTo(64);
        assertThat(lab.run("check", "1.2.3.4", "http").err())
                .isEqualTo("originwall: \"http\": not a port: write 80/tcp, 443/udp or 8000-8010/tcp;"
                        + " see originwall check --help\n");
    }

    @Test
    void statusShowsTheStateTheModeAndTheCounts() {
        lab.run("sync");
        lab.target("host").receive(Address.parse("103.21.244.9"), Port.parse("443"));
        lab.target("host").receive(Address.parse("2001:db8::1"), Port.parse("443"));

        assertThat(lab.run("status").out()).isEqualTo("""
                        ranges: LIST, 1 IPv4 and 1 IPv6 blocks, cached, 0 s old
                        host (memory): in sync, enforce, last change 0 s ago
                          IPv4 packets: 1 allowed, 0 denied
                          IPv6 packets: 0 allowed, 1 denied
                        """);
        assertThat(lab.run("status", "--json").out())
                .contains(
                        "\"result\":\"in-sync\",\"pending\":0,\"mode\":\"enforce\",\"ports\":[\"80/tcp\",\"443/tcp\"],"
                                + "\"trialSecondsLeft\":null,\"lastChange\":\"2026-11-22T10:00:00Z\",\"removed\":null,"
                                + "\"traffic\":{\"ipv4\":{\"allowed\":1,\"denied\":0},\"ipv6\":{\"allowed\":0,\"denied\":1}},\"error\":null");
    }

    @Test
    void onlyWhoNotifiesNeedsTheSecretsOfTheNotifications() {
        lab.config("""
                targets: [{name: host, type: memory}]
                notifications: {webhooks: [{url: "${SLACK_URL}"}], command: ["/bin/true", "${TOKEN}"]}
                """);

        for (List<String> command : List.of(
                List.of("status"),
                List.of("history"),
                List.of("boot", "--prepare"),
                List.of("ranges"),
                List.of("plan"))) {
            assertThat(lab.run(command.toArray(String[]::new)).err())
                    .as(command.toString())
                    .doesNotContain("SLACK_URL");
        }
        for (String command : List.of("sync", "remove")) {
            CommandLab.Ran ran = lab.run(command);
            assertThat(ran.code()).as(command).isZero();
            assertThat(ran.err().lines())
                    .allMatch(line -> line.startsWith("originwall: warning: nobody is notified: "))
                    .anyMatch(line -> line.contains("SLACK_URL is not set"))
                    .anyMatch(line -> line.contains("TOKEN is not set"));
        }
        assertThat(lab.run("config", "check").err()).contains("SLACK_URL is not set", "TOKEN is not set");
        assertThat(lab.run("run").code()).isEqualTo(78);
    }

    @Test
    void variablesComeFromTheFileThatTheDaemonHasThemFrom() throws Exception {
        lab.config("allow: [\"${OFFICE}\"]\ntargets: [{name: host, type: memory}]");
        Path variables = lab.configFile().resolveSibling("environment");
        assertThat(lab.run("status").err()).contains("OFFICE is not set: add it to " + variables);

        Files.writeString(variables, "OFFICE=192.0.2.7\n");

        assertThat(lab.run("config", "check").out())
                .isEqualTo(lab.configFile() + ": ok, 1 target, with the variables of " + variables + "\n");
        assertThat(lab.run("sync").code()).isZero();
        assertThat(lab.run("ranges").out()).contains("192.0.2.7/32");
        Files.delete(variables);
        Files.createDirectory(variables);
        assertThat(lab.run("status").err())
                .contains("OFFICE is not set, and " + variables + " cannot be read: is not a regular file");
        lab.environment.put("OFFICE", "192.0.2.7");
        assertThat(lab.run("status").code()).isZero();
        assertThat(lab.run("config", "check").out()).isEqualTo(lab.configFile() + ": ok, 1 target\n");
    }

    @Test
    void statusOfARefusedFileShowsWhatWasAcceptedLast() throws Exception {
        lab.run("sync");
        lab.config("nonsense: 1");

        CommandLab.Ran ran = lab.run("status");

        assertThat(ran.out()).contains("host (memory): in sync");
        assertThat(ran.err()).contains("nonsense").contains("is refused; what was accepted last stays enforced");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(lab.run("status", "--json").out()).hasLineCount(1).contains("\"state\":\"refused\"");
    }

    @Test
    void statusOfAFileThatWasOnTrialAndNotConfirmedIsAFailure() {
        lab.run("sync");
        lab.config("allow: [192.0.2.7]\ntargets: [{name: host, type: memory}]");
        assertThat(lab.run("trial", "--for", "1s").code()).isEqualTo(2);

        CommandLab.Ran ran = lab.run("status");

        assertThat(ran.out()).contains("host (memory): in sync");
        assertThat(ran.err()).contains("it was on trial and not confirmed; originwall sync puts it in force");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(lab.run("status", "--json").out()).contains("\"state\":\"not-confirmed\"");
        CommandLab.Ran sync = lab.run("sync");
        assertThat(sync.err()).contains("was on trial and not confirmed; this sync puts it in force");
        assertThat(sync.code()).isZero();
        assertThat(lab.run("status").code()).isZero();
        assertThat(lab.run("sync").err()).isEmpty();
    }

    @Test
    void aSyncSaysThatItPutsUpWhatWasRemovedByHand() {
        lab.run("sync");
        lab.run("remove");
        assertThat(lab.run("status", "--json").out()).contains("\"result\":\"removed\",\"pending\":0");

        assertThat(lab.run("sync").err())
                .contains("the guard of host was removed by ")
                .contains("; this sync puts it up again");
        assertThat(lab.run("sync").err()).isEmpty();
    }

    @Test
    void aGuardOnTrialIsShownThoughItWasRemovedBefore() throws Exception {
        lab.run("sync");
        lab.run("remove");
        lab.target("host")
                .plan(new Guard(
                        List.of(PortRange.parse("443/tcp")),
                        AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
                        Mode.ENFORCE,
                        DenyWith.DROP))
                .apply();

        CommandLab.Ran status = lab.run("status");

        assertThat(status.out()).contains("enforce").doesNotContain("removed");
        assertThat(status.code()).isEqualTo(1);
    }

    @Test
    void statusOfATargetThatCannotBeReadIsAFailure() {
        lab.run("sync");
        lab.target("host").failPlans("unreadable");

        CommandLab.Ran ran = lab.run("status");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEqualTo("originwall: target host: unreadable\n");
    }

    @Test
    void auditExitsWith2WhenThereIsAWayAround() {
        lab.run("sync");
        assertThat(lab.run("audit").code()).isEqualTo(0);

        lab.target("host").setFindings(List.of(new Finding("udp-443-open", "443/udp is open", "guard 443/udp")));
        CommandLab.Ran ran = lab.run("audit");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEqualTo("host: 1 finding\n  udp-443-open: 443/udp is open\n    guard 443/udp\n");
        assertThat(lab.run("audit", "--json").out())
                .isEqualTo("{\"targets\":[{\"name\":\"host\",\"audited\":true,\"findings\":[{\"id\":\"udp-443-open\","
                        + "\"summary\":\"443/udp is open\",\"remedy\":\"guard 443/udp\"}],\"error\":null}]}\n");
    }

    @Test
    void auditDoesNotTellOfWhatAnotherTargetOfTheConfigKeeps() {
        lab.config("targets: [{name: host, type: memory}, {name: other, type: memory}]");
        lab.run("sync");
        lab.target("host").setFindings(List.of(keptBy("memory")));
        assertThat(lab.run("audit", "--target", "host").code()).isEqualTo(0);

        lab.target("host").setFindings(List.of(keptBy("nftables")));
        assertThat(lab.run("audit", "--target", "host").code()).isEqualTo(2);
    }

    private static Finding keptBy(String type) {
        return new Finding("other-guard", "a guard of type " + type, "take it out", Optional.of(type));
    }

    @Test
    void rangesPrintsTheAllowListInEachFormat() {
        lab.config("allow: [198.51.100.7]\ntargets: [{name: host, type: memory}]");
        lab.run("sync");

        assertThat(lab.run("ranges").out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly("103.21.244.0/22 LIST", "2400:cb00::/32 LIST", "198.51.100.7/32 config");
        assertThat(lab.run("ranges", "--format", "nginx").out()).isEqualTo("""
                        allow 103.21.244.0/22; # LIST
                        allow 2400:cb00::/32; # LIST
                        allow 198.51.100.7/32; # config
                        deny all;
                        """);
        assertThat(lab.run("ranges", "--format", "json").out())
                .contains("\"allow\":[{\"block\":\"103.21.244.0/22\",\"origin\":\"LIST\",\"graceUntil\":null}");
    }

    @Test
    void configCheckReportsEveryProblemWithItsPlace() {
        lab.config("guard: {mode: enforced, portz: [80]}\ntargets: [{name: host, type: memory}]");

        CommandLab.Ran ran = lab.run("config", "check");

        assertThat(ran.code()).isEqualTo(78);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("config.yaml:3:"));
        assertThat(lab.run("sync").code()).isEqualTo(78);
    }

    @Test
    void configCheckOfAGoodFileSaysSo() {
        CommandLab.Ran ran = lab.run("config", "check");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).isEqualTo(lab.configFile() + ": ok, 1 target\n");
    }

    @Test
    void usageErrorsAreOneLineAndExitCode64() {
        assertThat(lab.run("snyc").code()).isEqualTo(64);
        assertThat(lab.run("synk").err()).contains("did you mean").contains("sync");
        assertThat(lab.run("trial", "--for", "3d").err()).contains("a day at most");
        assertThat(lab.run("sync", "--nonsense").err())
                .isEqualTo("originwall: Unknown option: '--nonsense'; see originwall sync --help\n");
        assertThat(lab.run().code()).isEqualTo(64);
        assertThat(lab.run("config").code()).isEqualTo(64);
    }

    /** What stands behind it may be one too, with complaints of its own. */
    @Test
    void aFirstWordThatIsNoCommandIsWhatIsWrong() {
        CommandLab.Ran ran = lab.run("-v", "confg", "check");

        assertThat(ran.code()).isEqualTo(64);
        assertThat(ran.err())
                .startsWith("originwall: unknown command: confg; did you mean config ")
                .endsWith("; see originwall --help\n")
                .hasLineCount(1);
        assertThat(lab.run("confg", "check", "203.0.113.9", "443").code()).isEqualTo(64);
        assertThat(lab.run("--json", "confg", "plan").out()).contains("unknown command: confg");
    }

    @Test
    void aConfigThatIsNamedLikeACommandIsStillAConfig() {
        Console console = new Console(
                System.out, System.err, lab.environment, false, List.of(lab.provider), java.time.Clock.systemUTC());

        for (String option : List.of("-c", "-vc", "--config")) {
            // There is no such file; a command that is not known would be a usage error.
            assertThat(Main.run(console, option, "sync", "config", "check")).isEqualTo(78);
        }
    }

    @Test
    void errorsAreJsonToo() throws Exception {
        Files.writeString(lab.configFile(), "[");

        CommandLab.Ran ran = lab.run("sync", "--json");

        assertThat(ran.code()).isEqualTo(78);
        assertThat(ran.out()).startsWith("{\"error\":\"").endsWith("\"exitCode\":78}\n");
    }

    @Test
    void anArgumentThatIsNamedLikeACommandIsStillAnArgument() {
        CommandLab.Ran ran = lab.run("plan", "--target", "sync");

        assertThat(ran.code()).isEqualTo(64);
        assertThat(ran.err()).contains("the config has no target \"sync\"");
    }

    @Test
    void helpListsEveryCommand() {
        for (String[] asked : new String[][] {{"--help"}, {"help"}, {"plan", "--help"}}) {
            assertThat(lab.run(asked).code()).isEqualTo(0);
        }
        assertThat(lab.run("--help").out())
                .contains("  sync ", "  plan ", "  history ", "  remove ", "  config ", "  demo ");
        assertThat(lab.run("help", "sync").out()).contains("--accept");
        assertThat(lab.run("--help").out()).contains("  69 ", "  75 ", "  128 + n ");
    }

    @Test
    void argumentFilesAreNotExpanded() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "hush");

        CommandLab.Ran ran = lab.run("check", "@" + secret);

        assertThat(ran.code()).isEqualTo(64);
        assertThat(ran.err()).doesNotContain("hush");
    }

    @Test
    void whatIsOnlyShownDoesNotFailACommand() throws Exception {
        Files.createDirectories(lab.stateDirectory());
        Files.writeString(lab.stateDirectory().resolve("last-changes"), "garbage");

        CommandLab.Ran sync = lab.run("sync", "--json");
        CommandLab.Ran status = lab.run("status");

        assertThat(sync.code()).isEqualTo(0);
        assertThat(sync.out().lines()).hasSize(1);
        assertThat(status.code()).isEqualTo(0);
        assertThat(status.err()).contains("warning: ").contains("last-changes");
    }

    @Test
    void theDemoNeverPlaysOnTheHost() {
        assertThat(lab.run("demo", "--inside", "x").code()).isEqualTo(64);
    }

    @Test
    void theEnvironmentNamesTheConfigFile() {
        lab.environment.put("ORIGINWALL_CONFIG", "/nowhere/originwall.yaml");
        Console console = new Console(
                System.out, System.err, lab.environment, false, List.of(lab.provider), java.time.Clock.systemUTC());

        assertThat(Main.run(console, "config", "check")).isEqualTo(78);
    }
}
