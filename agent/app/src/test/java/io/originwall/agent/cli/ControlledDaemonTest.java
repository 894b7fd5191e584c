package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside a daemon that is a process of its own, on real nftables: it does what they ask. */
@EnabledOnOs(OS.LINUX)
class ControlledDaemonTest {
    @RegisterExtension
    static final SharedNet NET = new SharedNet();

    private static final String QUIET = "http: {listen: \"off\"}\ndrift: {check: 1s}\n";
    private static final String OFFICE = "192.0.2.7";

    private final HostLab lab;
    private final Path config;
    private Process daemon;

    ControlledDaemonTest(@TempDir Path directory) throws IOException {
        lab = new HostLab(NET.lab(), directory);
        config = lab.config("config.yaml", QUIET);
        start();
    }

    private void start() throws IOException {
        daemon = lab.start("run");
        // Nobody reads what it logs.
        Thread reader = new Thread(() -> {
            try {
                daemon.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException ended) {
                return;
            }
        });
        reader.setDaemon(true);
        reader.start();
        // One that was killed leaves its socket behind.
        await().atMost(Duration.ofSeconds(60)).until(this::listens);
    }

    private boolean listens() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            return channel.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private Path socket() {
        return lab.stateDirectory().resolve("control").resolve("socket");
    }

    @AfterEach
    void end() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
    }

    private void kill() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
    }

    private void stop() throws InterruptedException {
        daemon.destroy();
        daemon.waitFor();
    }

    private void awaitGuard(String text) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(lab.guard()).contains(text));
    }

    private void awaitGuardWithout(String text) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(lab.guard()).contains("originwall: drop").doesNotContain(text));
    }

    private Process trial(String time) throws Exception {
        awaitGuard("originwall: drop");
        lab.config("config.yaml", QUIET + "allow: [" + OFFICE + "]");
        Process trial = lab.start("trial", "--for", time);
        awaitGuard(OFFICE);
        return trial;
    }

    private static String text(Process ended) throws IOException {
        return new String(ended.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void syncIsDoneByTheDaemonAndPrintedByTheCommand() throws Exception {
        awaitGuard("originwall: drop");
        lab.list("103.21.244.0/22", "104.16.0.0/13", "162.158.0.0/15", "2400:cb00::/32");

        HostLab.Ran ran = lab.run("sync");

        assertThat(ran.output()).startsWith("ranges: ").containsPattern("host \\(nftables\\): (changed|in sync)");
        assertThat(ran.code()).isZero();
        assertThat(lab.guard()).contains("162.158.0.0/15");
        HostLab.Ran json = lab.run("--json", "sync", "--offline", "--target", "host");
        assertThat(json.output()).startsWith("{\"ranges\":{").contains("\"result\":\"in-sync\"");
    }

    @Test
    void syncOfAFileThatIsNotEnforcedIsRefused() throws Exception {
        lab.config("config.yaml", QUIET + "allow: [" + OFFICE + "]");

        HostLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.output())
                .isEqualTo("originwall: " + config + " is not what the daemon enforces: run originwall reload first\n");
        assertThat(lab.run("status").output())
                .contains(config + " is not what is enforced: it was edited; run originwall reload");
        assertThat(lab.run("reload").code()).isZero();
        assertThat(lab.run("sync").code()).isZero();
        assertThat(lab.run("status").code()).isZero();
        assertThat(lab.guard()).contains(OFFICE);
    }

    @Test
    void whatIsRemovedStaysSoUntilASync() throws Exception {
        awaitGuard("originwall: drop");

        HostLab.Ran removed = lab.run("remove");

        assertThat(removed.output()).contains("host (nftables): changed");
        assertThat(removed.code()).isZero();
        assertThat(lab.table()).isEmpty();
        assertThat(lab.stateDirectory().resolve("last-good.nft")).doesNotExist();
        lab.run("reload");
        kill();
        start();
        HostLab.Ran status = lab.run("status");
        assertThat(status.output()).contains("removed by root").contains("originwall sync puts the guard up again");
        assertThat(status.code()).isEqualTo(ExitCode.FAILED);
        assertThat(lab.run("--json", "status").output()).contains("\"result\":\"removed\"", "\"removed\":{\"at\":");
        assertThat(lab.table()).isEmpty();

        assertThat(lab.run("sync").code()).isZero();

        assertThat(lab.guard()).contains("originwall: drop");
        assertThat(lab.run("status").code()).isZero();
    }

    @Test
    void aRemovalWithoutADaemonIsRememberedByTheNextOne() throws Exception {
        awaitGuard("originwall: drop");
        stop();
        assertThat(lab.run("remove").code()).isZero();

        start();

        assertThat(lab.run("status").output()).contains("removed by root");
        assertThat(lab.table()).isEmpty();
    }

    @Test
    void removeWorksWithABrokenFileBesideADaemonAndWithout() throws Exception {
        awaitGuard("originwall: drop");
        lab.config("config.yaml", "nonsense: 1");
        assertThat(lab.run("remove").code()).isZero();
        assertThat(lab.table()).isEmpty();

        lab.config("config.yaml", QUIET);
        assertThat(lab.run("sync").code()).isZero();
        stop();
        lab.config("config.yaml", "nonsense: 1");
        HostLab.Ran ran = lab.run("remove");

        assertThat(ran.output()).contains("nonsense").contains("removing by the config that was accepted last");
        assertThat(ran.code()).isZero();
        assertThat(lab.table()).isEmpty();
    }

    @Test
    void aTrialThatIsNotConfirmedIsUndoneAndItsFileIsNotTakenAtTheNextStart() throws Exception {
        Process trial = trial("3s");

        assertThat(text(trial))
                .containsPattern("on trial for \\d+ s")
                .contains("not confirmed: every target is as it was");
        assertThat(trial.waitFor()).isEqualTo(ExitCode.DIFFERENT);
        assertThat(lab.guard()).contains("originwall: drop").doesNotContain(OFFICE);

        kill();
        start();
        awaitGuard("originwall: drop");
        HostLab.Ran status = lab.run("status");
        assertThat(status.output()).contains("it was on trial and not confirmed; run originwall reload to take it");
        assertThat(status.code()).isEqualTo(ExitCode.FAILED);
        assertThat(lab.guard()).doesNotContain(OFFICE);

        assertThat(lab.run("reload").code()).isZero();
        awaitGuard(OFFICE);
        kill();
        start();
        assertThat(lab.run("status").output()).doesNotContain("on trial");
    }

    @Test
    void aConfirmedTrialIsTheDaemonsConfig() throws Exception {
        Process trial = trial("10m");
        assertThat(lab.run("sync").output()).contains("a trial is running for ");
        assertThat(lab.run("reload").output()).contains("a trial is running for ");
        assertThat(lab.run("status").output())
                .contains(config + " is not what is enforced: a trial is running for ")
                .doesNotContain("not confirmed");
        lab.net.run("nft", "delete table inet originwall");
        awaitGuard(OFFICE);

        HostLab.Ran confirmed = lab.run("confirm");

        assertThat(confirmed.output()).isEqualTo("confirmed: the guard stays\n");
        assertThat(confirmed.code()).isZero();
        assertThat(text(trial)).contains("confirmed: the guard stays");
        assertThat(trial.waitFor()).isZero();
        assertThat(lab.net.run("nft", "list table inet originwall"))
                .contains(OFFICE)
                .doesNotContain("expires");
        kill();
        start();
        awaitGuard(OFFICE);
        assertThat(lab.run("status").code()).isZero();
    }

    @Test
    void aTrialWhoseClientIsKilledIsUndoneAtOnce() throws Exception {
        Process trial = trial("10m");

        trial.destroyForcibly().waitFor();

        awaitGuardWithout(OFFICE);
        assertThat(lab.run("confirm").output()).contains("no trial is running");
    }

    @Test
    void aDaemonThatIsKilledInATrialComesBackWithTheConfigBefore() throws Exception {
        Process trial = trial("10m");

        kill();
        assertThat(trial.waitFor()).isEqualTo(ExitCode.LOCKED);
        start();

        awaitGuardWithout(OFFICE);
    }

    @Test
    void removeEndsATrial() throws Exception {
        Process trial = trial("10m");

        assertThat(lab.run("remove").code()).isZero();

        assertThat(lab.table()).isEmpty();
        assertThat(text(trial))
                .contains(
                        "ended by originwall remove, which takes the guards out: the guarded ports are open to everybody");
        assertThat(trial.waitFor()).isEqualTo(ExitCode.DIFFERENT);
    }

    @Test
    void onlyTheDaemonsOwnFileCanBeConfirmed() throws Exception {
        awaitGuard("originwall: drop");
        Path other = lab.config("other.yaml", QUIET + "allow: [" + OFFICE + "]");
        Process trial = lab.start(other, "trial", "--for", "10m");
        awaitGuard(OFFICE);

        HostLab.Ran ran = lab.run("confirm");

        assertThat(ran.output())
                .contains("what is on trial is " + other)
                .contains("copy it there, then run originwall reload");
        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        // Not by its handle, which would close what it has printed.
        new ProcessBuilder("kill", "-KILL", "" + trial.pid()).start().waitFor();
        assertThat(text(trial)).contains("so nobody can confirm this trial: to keep " + other + ", copy it there");
        awaitGuardWithout(OFFICE);
    }

    @Test
    void statusShowsARefusedFileBesideWhatIsEnforced() throws Exception {
        awaitGuard("originwall: drop");
        lab.config("config.yaml", "nonsense: 1");

        HostLab.Ran ran = lab.run("status");

        assertThat(ran.output())
                .contains("host (nftables): in sync")
                .contains("nonsense")
                .contains(config + " is refused; what was accepted last stays enforced");
        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(lab.run("--json", "status").output()).contains("\"state\":\"refused\",\"problems\":[\"");
    }

    @Test
    void aDaemonThatDoesNotAnswerLocksOthersOut() throws Exception {
        awaitGuard("originwall: drop");
        Files.delete(socket());

        HostLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(ExitCode.LOCKED);
        assertThat(ran.output())
                .startsWith("originwall: originwall run (pid " + daemon.pid() + ") holds ")
                .contains(" and does not answer at " + socket() + ": systemctl stop originwall && originwall sync\n");
    }
}
