package io.originwall.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.exec.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The built program, installed as docs/install.md says, on a real systemd with real firewalls beside it. One machine lives through all of
 * these tests, in their order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SystemdIT {
    private static final Pattern UNCLEAN = Pattern.compile("\tat |Exception|unexpected|rror:");
    private static final Pattern COMMANDS =
            Pattern.compile("<!-- SystemdIT runs what follows -->\n```\n(.*?)```", Pattern.DOTALL);
    /** Not of its children too: in a container systemd cannot always send them anything. */
    private static final String KILL = "kill --kill-whom=main --signal=KILL ";

    private static final String EMBEDDED = "173.245.48.0/20";
    private static final String BOOT_FILE = "/var/lib/originwall/last-good.nft";
    private static final String CONFIG = "/etc/originwall/config.yaml";
    private static final String STRANGER = "198.51.100.10";

    private Optional<Machine> created = Optional.empty();

    private Machine machine() {
        return created.orElseThrow();
    }

    private World world() {
        return new World(machine());
    }

    @BeforeAll
    void bootAMachineWithoutOriginwall() throws Exception {
        created = Optional.of(Machine.create(Files.createTempDirectory(Path.of("target"), "machine")));
        machine().boot();
        machine().write("/opt/test/config.yaml", World.resource("config.yaml"));
        world().bringJava();
        world().beginWithEachBoot("nftables", "systemd-networkd", "feed");
    }

    @AfterAll
    void end() throws Exception {
        if (created.isPresent()) {
            machine().close();
        }
    }

    @AfterEach
    void theJournalIsClean() {
        assertThat(journal().lines().filter(UNCLEAN.asPredicate()))
                .as("no stack traces, and nothing in more lines than one")
                .isEmpty();
    }

    private String journal() {
        return machine().run("journalctl -b -u originwall -u originwall-boot --no-pager -o cat");
    }

    private String show(String unit, String property) {
        return machine().run("systemctl show " + unit + " --value -p " + property);
    }

    private String table() {
        return machine().attempt("nft -s list table inet originwall").stdout();
    }

    private void awaitGuard(String block) throws InterruptedException {
        // The last rule, and a range: the whole of it.
        machine().await("a guard that lets " + block + " in", () -> {
            String table = table();
            return table.contains(block) && table.contains("originwall: drop");
        });
    }

    private void awaitGuardWithout(String block) throws InterruptedException {
        machine().await("a guard that does not let " + block + " in", () -> {
            String table = table();
            return !table.contains(block) && table.contains("originwall: drop");
        });
    }

    private void awaitActive() throws InterruptedException {
        machine()
                .await(
                        "the daemon",
                        () -> show("originwall", "ActiveState").equals("active")
                                && !show("originwall", "SubState").equals("stop-sigterm"));
    }

    @Test
    @Order(1)
    void isInstalledAsThePageSays() throws Exception {
        assertThat(world().call("stranger")).isEqualTo("in");

        runFromThePage(0, 2);

        assertThat(show("originwall", "ActiveState")).isEqualTo("active");
        assertThat(table()).contains(EMBEDDED);
        assertThat(world().call("stranger")).isEqualTo("out");
        assertThat(world().call("allowed")).isEqualTo("in");
    }

    /** Of the blocks that are marked there: installing, starting, upgrading. */
    private void runFromThePage(int from, int to) throws IOException {
        List<String> blocks = COMMANDS.matcher(Files.readString(Path.of("../docs/install.md")))
                .results()
                .map(result -> result.group(1))
                .toList();
        assertThat(blocks).hasSize(3);
        String commands = blocks.subList(from, to).stream()
                .flatMap(String::lines)
                .filter(line -> !line.equals("./dev build"))
                .map(line -> line.replaceFirst("^sudo ", ""))
                .collect(Collectors.joining("\n"));
        machine().run("cd " + Machine.SOURCES + "\n" + commands);
    }

    @Test
    @Order(2)
    void theDaemonTellsSystemdHowItStands() {
        assertThat(show("originwall", "Type")).isEqualTo("notify");
        assertThat(show("originwall", "StatusText")).startsWith("Guarding host; 22 blocks of cloudflare, embedded");
        assertThat(machine().run("systemctl status originwall --no-pager")).contains("Status: \"");
        assertThat(show("originwall", "NRestarts")).isEqualTo("0");
    }

    @Test
    @Order(3)
    void theDaemonIsNobodyAndMayDoLittle() {
        String pid = show("originwall", "MainPID");

        assertThat(machine().run("stat -c %U /proc/" + pid)).isEqualTo("originwall");
        assertThat(machine().run("grep CapEff /proc/" + pid + "/status")).endsWith("0000000000001000");
        assertThat(machine().run("stat -c %U /var/lib/originwall " + BOOT_FILE)).isEqualTo("originwall\noriginwall");
        String verdict = machine().run("systemd-analyze security --no-pager originwall | tail -n 1");
        MatchResult level = Pattern.compile(": (\\d+\\.\\d+) ")
                .matcher(verdict)
                .results()
                .findFirst()
                .orElseThrow();
        assertThat(Double.parseDouble(level.group(1))).as(verdict).isLessThanOrEqualTo(2.0);
    }

    @Test
    @Order(4)
    void theBootUnitTakesNoMountNamespaceWhichMayFailThatEarly() {
        for (String setting :
                List.of("ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices", "PrivateMounts")) {
            assertThat(show("originwall-boot", setting)).as(setting).isEqualTo("no");
        }
        assertThat(show("originwall-boot", "ProtectProc")).isEqualTo("default");
    }

    @Test
    @Order(5)
    void theUnitsAndTheExamplesHaveNoMistakes() {
        assertNoMistakes();
        for (String example :
                machine().run("ls " + Machine.SOURCES + "/systemd/examples").split("\n", -1)) {
            String unit = example.endsWith("-boot.conf") ? "originwall-boot" : "originwall";
            String place = "/run/systemd/system/" + unit + ".service.d";
            machine()
                    .run("mkdir -p " + place + "; cp " + Machine.SOURCES + "/systemd/examples/" + example + " "
                            + place);
            assertNoMistakes();
            machine().run("rm -r " + place);
        }
    }

    private void assertNoMistakes() {
        String said = machine().run("systemd-analyze verify originwall.service originwall-boot.service 2>&1 || true");
        // The man pages are not installed.
        assertThat(said.lines().filter(line -> !line.contains("Command 'man "))).isEmpty();
    }

    @Test
    @Order(6)
    void theGuardComesBackWhoeverWipesIt() throws Exception {
        for (String wipe : List.of(
                "nft flush ruleset",
                "nft delete table inet originwall",
                "nft flush chain inet originwall check",
                "systemctl restart nftables",
                "systemctl reload nftables",
                "ufw --force enable",
                "ufw reload",
                "ufw disable",
                "systemctl start firewalld",
                "firewall-cmd --reload",
                "systemctl stop firewalld",
                "systemctl start nftables")) {
            machine().run(wipe);
            awaitGuard(EMBEDDED);
        }
        assertThat(world().call("stranger")).isEqualTo("out");
        assertThat(world().call("allowed")).isEqualTo("in");
    }

    @Test
    @Order(7)
    void aKilledDaemonComesBackAndTheGuardNeverGoes() throws Exception {
        world().watch("stranger");
        String pid = show("originwall", "MainPID");

        machine().run("kill -9 " + pid);

        machine().await("a new daemon", () -> !List.of("0", pid).contains(show("originwall", "MainPID")));
        awaitActive();
        world().assertNoStrangerCameIn();
    }

    @Test
    @Order(8)
    void reloadTakesAGoodConfigAndRefusesABadOne() throws Exception {
        String pid = show("originwall", "MainPID");

        machine().run("cp /opt/test/config.yaml /etc/originwall/config.yaml; systemctl reload originwall");
        machine().await("the new config", () -> table().contains("8443") && !table().contains(EMBEDDED));
        awaitActive();

        CommandResult reload =
                machine().attempt("echo 'nonsense: true' >>/etc/originwall/config.yaml; systemctl reload originwall");
        assertThat(reload.isSuccess()).as("systemctl reload fails visibly").isFalse();
        assertThat(journal()).contains("nonsense");
        assertThat(machine().attempt("originwall reload").stderr()).contains("nonsense: unknown key");
        assertThat(machine()
                        .attempt("setpriv --reuid nobody --regid nogroup --clear-groups originwall reload")
                        .stderr())
                .startsWith("originwall: only root and the daemon's own account may use ");
        awaitActive();
        assertThat(table()).contains("8443", "104.16.0.0/13");
        assertThat(show("originwall", "MainPID")).isEqualTo(pid);

        machine().run("cp /opt/test/config.yaml /etc/originwall/config.yaml; systemctl reload originwall");
        awaitActive();
    }

    @Test
    @Order(9)
    void aBadConfigAtTheStartIsNotTriedForEver() throws Exception {
        machine().run("echo 'nonsense: true' >>/etc/originwall/config.yaml");
        try {
            assertThat(machine().attempt("systemctl restart originwall").exitCode())
                    .isNotZero();

            assertThat(show("originwall", "ExecMainStatus")).isEqualTo("78");
            assertThat(show("originwall", "ActiveState")).isEqualTo("failed");
            assertThat(table()).contains("104.16.0.0/13");
        } finally {
            machine().run("cp /opt/test/config.yaml /etc/originwall/config.yaml; systemctl restart originwall");
        }
    }

    @Test
    @Order(10)
    void rulesStayWhenTheDaemonStops() {
        world().watch("stranger");

        machine().run("systemctl restart originwall; systemctl stop originwall");

        assertThat(show("originwall", "Result")).isEqualTo("success");
        assertThat(table()).contains("104.16.0.0/13");
        world().assertNoStrangerCameIn();
    }

    @Test
    @Order(11)
    void theBootUnitBringsTheGuardBackWithoutTheDaemon() throws Exception {
        machine().run("systemctl stop originwall; systemctl start originwall-boot");

        for (String wipe : List.of("restart", "reload")) {
            machine().run("systemctl " + wipe + " nftables");
            awaitGuard("104.16.0.0/13");
            // A unit that is still starting is not told of a reload.
            machine()
                    .await(
                            "the boot unit",
                            () -> show("originwall-boot", "ActiveState").equals("active"));
        }
    }

    @Test
    @Order(12)
    void whatRootDoesMeanwhileDoesNotLockTheDaemonOut() throws Exception {
        machine()
                .run(
                        "rm -rf /var/lib/originwall/*; originwall sync; originwall trial --for 1s || true; originwall boot");

        assertThat(machine().run("find /var/lib/originwall ! -user originwall")).isEmpty();
        machine().run("systemctl start originwall");
        // On a busy machine its first sync may take too long, and it tries again.
        machine()
                .await(
                        "a daemon that guards",
                        () -> show("originwall", "StatusText").startsWith("Guarding host; 3 blocks"));
    }

    /** Has the daemon try a config by which the stranger comes in. */
    private void tryOut() throws Exception {
        machine()
                .run("cp /opt/test/config.yaml " + CONFIG + "; echo 'allow: [" + STRANGER + "]' >>" + CONFIG
                        + "; systemd-run --quiet --collect --unit=trial originwall trial --for 10m");
        awaitGuard(STRANGER);
        assertThat(world().call("stranger")).isEqualTo("in");
    }

    private void assertNotConfirmed() {
        CommandResult status = machine().attempt("originwall status");

        assertThat(status.stdout()).contains("host (nftables): in sync");
        assertThat(status.stderr()).contains("it was on trial and not confirmed; run originwall reload to take it");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(table()).doesNotContain(STRANGER);
        assertThat(world().call("stranger")).isEqualTo("out");
    }

    private void awaitAllAsConfigured() throws InterruptedException {
        machine()
                .await(
                        "targets as configured",
                        () -> machine().attempt("originwall status").isSuccess());
    }

    private void goBackToTheFirstConfig() throws InterruptedException {
        machine().run("cp /opt/test/config.yaml " + CONFIG + "; originwall reload");
        awaitGuardWithout(STRANGER);
        awaitAllAsConfigured();
    }

    @Test
    @Order(13)
    void aConfirmedTrialBesideTheDaemonIsItsConfigAlsoAfterARestart() throws Exception {
        assertThat(machine().run("stat -c '%U %a' /var/lib/originwall/control")).isEqualTo("originwall 700");

        tryOut();
        assertThat(machine().attempt("systemctl reload originwall").isSuccess()).isFalse();
        assertThat(machine().attempt("originwall sync").stderr()).contains("a trial is running for ");
        assertThat(machine().run("setpriv --reuid originwall --regid originwall --clear-groups originwall confirm"))
                .isEqualTo("confirmed: the guard stays");

        machine().run("systemctl restart originwall");
        awaitAllAsConfigured();
        assertThat(table()).contains(STRANGER).doesNotContain("expires");
        goBackToTheFirstConfig();
    }

    @Test
    @Order(14)
    void aTrialEndsWithItsClientAndWithTheDaemon() throws Exception {
        for (String end : List.of(KILL + "trial", "restart originwall", KILL + "originwall")) {
            tryOut();

            machine().run("systemctl " + end);

            awaitGuardWithout(STRANGER);
            awaitActive();
            assertNotConfirmed();
        }
        goBackToTheFirstConfig();
    }

    @Test
    @Order(15)
    void afterAPowerCutInATrialTheConfigBeforeIsInForce() throws Exception {
        tryOut();

        machine().cutPower();
        machine().boot();

        assertThat(machine().run("cat /run/first-call")).isEqualTo("stranger out, allowed in");
        awaitActive();
        assertThat(journal()).contains(BOOT_FILE + ": loaded");
        assertNotConfirmed();

        // Edited, it is no longer the one that was tried, and is not in force before a reload.
        machine().run("echo '# as it should be' >>" + CONFIG);
        CommandResult status = machine().attempt("originwall status");
        assertThat(status.stderr()).contains(CONFIG + " is not what is enforced: it was edited; run originwall reload");
        assertThat(status.exitCode()).isZero();
        CommandResult sync = machine().attempt("originwall sync");
        assertThat(sync.stderr()).contains("is not what the daemon enforces: run originwall reload first");
        assertThat(sync.exitCode()).isEqualTo(1);
        assertThat(world().call("stranger")).isEqualTo("out");
        machine().run("originwall reload");
        awaitGuard(STRANGER);
        awaitAllAsConfigured();
        goBackToTheFirstConfig();
    }

    @Test
    @Order(16)
    void whatWasRemovedStaysSoUntilASync() throws Exception {
        assertThat(machine().run("originwall remove")).contains("host (nftables): changed");

        assertRemoved();
        machine().run("systemctl restart originwall nftables");
        assertRemoved();
        machine().reboot();
        awaitActive();
        assertRemoved();
        machine().run("originwall sync");
        assertThat(world().call("stranger")).isEqualTo("out");
        awaitAllAsConfigured();
    }

    private void assertRemoved() {
        CommandResult status = machine().attempt("originwall status");

        assertThat(status.stdout()).contains("host (nftables): removed by root ", "originwall sync puts the guard up");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(table()).isEmpty();
        assertThat(world().call("stranger")).isEqualTo("in");
    }

    @Test
    @Order(17)
    void aDaemonThatHangsIsRestartedAndTheGuardNeverGoes() throws Exception {
        machine().write("/run/systemd/system/originwall.service.d/impatient.conf", "[Service]\nWatchdogSec=6\n");
        machine().run("systemctl daemon-reload; systemctl restart originwall");
        world().watch("stranger");
        String pid = show("originwall", "MainPID");

        machine().run("kill -STOP " + pid);

        machine().await("the watchdog", () -> show("originwall", "Result").equals("watchdog"));
        machine().await("a new daemon", () -> !List.of("0", pid).contains(show("originwall", "MainPID")));
        awaitActive();
        world().assertNoStrangerCameIn();
        // Where it hung is in the journal, for whoever has to find out why.
        assertThat(machine().run("journalctl -b -u originwall -o cat")).contains("Full thread dump");
        machine()
                .run("rm -r /run/systemd/system/originwall.service.d; systemctl daemon-reload;"
                        + " journalctl --rotate --vacuum-time=1s");
    }

    @Test
    @Order(18)
    void theGuardStandsBeforeTheNetwork() throws Exception {
        // A slow disk, so that whoever does not wait for the guard is first.
        machine()
                .write(
                        "/etc/systemd/system/originwall-boot.service.d/slow.conf",
                        "[Service]\nExecStartPre=/bin/sleep 1\n");

        machine().reboot();

        assertThat(machine().run("cat /run/first-call")).isEqualTo("stranger out, allowed in");
        long nftables = time("nftables", "ActiveEnter");
        long boot = time("originwall-boot", "ActiveEnter");
        long ready = time("network-pre.target", "ActiveEnter");
        long networkd = time("systemd-networkd", "InactiveExit");
        assertThat(List.of(nftables, boot, ready, networkd)).isSorted();
        awaitActive();
        assertThat(table()).contains("8443", "104.16.0.0/13");
        assertThat(journal()).contains(BOOT_FILE + ": loaded");
    }

    private long time(String unit, String event) {
        return Long.parseLong(show(unit, event + "TimestampMonotonic"));
    }

    @Test
    @Order(19)
    void aBootFileThatDoesNotLoadIsLoudAndTheNetworkComesUp() throws Exception {
        machine().run("systemctl stop originwall; echo 'add nonsense' >" + BOOT_FILE);

        machine().reboot();

        assertThat(show("originwall-boot", "Result")).isEqualTo("exit-code");
        assertThat(show("network.target", "ActiveState")).isEqualTo("active");
        assertThat(machine().run("journalctl -b -u originwall-boot -o cat"))
                .contains(BOOT_FILE + ": cut short", "THE GUARDED PORTS ARE OPEN", "originwall sync --offline");
        awaitActive();
        assertThat(world().call("stranger")).isEqualTo("out");
        machine().run("systemctl restart originwall-boot");
    }

    @Test
    @Order(20)
    void anUpgradeAsTheReadmeSaysTakesThePlaceOfTheOldOneAndTheGuardNeverGoes() throws Exception {
        awaitActive();
        String pid = show("originwall", "MainPID");
        machine().run("touch /usr/lib/originwall/lib/originwall-agent-0.0.1.jar");
        world().watch("stranger");

        runFromThePage(2, 3);

        world().assertNoStrangerCameIn();
        assertThat(show("originwall", "ActiveState")).isEqualTo("active");
        assertThat(show("originwall", "MainPID")).isNotEqualTo(pid);
        assertThat(machine().run("ls -d /usr/lib/originwall*")).isEqualTo("/usr/lib/originwall");
        assertThat(machine().run("ls /usr/lib/originwall/lib")).doesNotContain("0.0.1");
        assertThat(machine().run("grep originwall.jsa /proc/" + show("originwall", "MainPID") + "/maps"))
                .contains("/usr/lib/originwall/lib/originwall.jsa")
                .doesNotContain("deleted");
        assertThat(world().call("stranger")).isEqualTo("out");
    }
}
