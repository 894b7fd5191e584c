package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.linux.lab.NetLab;
import io.originwall.linux.lab.Peer;
import io.originwall.net.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, on real nftables, with real connections. */
class HostTest {
    @RegisterExtension
    static final SharedNet NET = new SharedNet();

    private static final Port HTTPS = Port.parse("443/tcp");

    @TempDir
    Path directory;

    private HostLab lab;

    @BeforeAll
    static void serve() {
        NET.lab().origin().serve(HTTPS);
    }

    @BeforeEach
    void open() throws Exception {
        lab = new HostLab(NET.lab(), directory);
    }

    @Test
    void aTrialThatNobodyConfirmsIsUndone() throws Exception {
        // On a busy machine the guard is read back a second after it was armed.
        HostLab.Ran trial = lab.run("trial", "--for", "5s");

        assertThat(trial.code()).as(trial.output()).isEqualTo(2);
        assertThat(trial.output()).contains("not confirmed: every target is as it was");
        assertThat(lab.table()).isEmpty();
    }

    @Test
    void aConfirmedTrialStays() throws Exception {
        Process trial = lab.start("trial", "--for", "2m");
        awaitGuard();

        HostLab.Ran confirm = lab.run("confirm");

        assertThat(confirm.code()).as(confirm.output()).isEqualTo(0);
        assertThat(trial.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(trial.exitValue()).isEqualTo(0);
        assertThat(lab.table()).doesNotContain("timeout 1m").doesNotContain("expires");
        assertThat(lab.stateDirectory().resolve("last-good.nft")).exists();
        assertThat(lab.net.call(NetLab.STRANGER, HTTPS)).isEqualTo(Peer.Reply.SILENCE);
        assertThat(lab.run("history", "--target", "host").output().lines())
                .as("put up on trial, then to stay")
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("host: changed, ").endsWith("(request)"));
    }

    @Test
    void ctrlCUndoesATrial() throws Exception {
        Process trial = lab.start("trial", "--for", "2m");
        awaitGuard();

        new ProcessBuilder("kill", "-INT", "" + trial.pid()).start().waitFor();

        assertThat(trial.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(lab.table()).isEmpty();
        assertThat(lab.run("history", "--target", "host").output())
                .contains("host: changed, ")
                .contains("(undo)");
    }

    @Test
    void removeEndsATrial() throws Exception {
        Process trial = lab.start("trial", "--for", "2m");
        awaitGuard();

        HostLab.Ran remove = lab.run("remove");

        assertThat(remove.output()).contains("a trial is running; ending it");
        assertThat(remove.code()).as(remove.output()).isZero();
        assertThat(trial.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(trial.exitValue()).isEqualTo(2);
        assertThat(lab.table()).isEmpty();
    }

    @Test
    void theKernelUndoesATrialWhoseAgentWasKilled() throws Exception {
        Process trial = lab.start("trial", "--for", "4s");
        awaitGuard();
        trial.destroyForcibly().waitFor();
        assertThat(lab.net.call(NetLab.STRANGER, HTTPS)).isEqualTo(Peer.Reply.SILENCE);

        Thread.sleep(4500);

        assertThat(lab.net.call(NetLab.STRANGER, HTTPS)).isEqualTo(Peer.Reply.CONNECTED);
    }

    @Test
    void aFullDiskLeavesTheLastGoodListAndTheGuard() throws Exception {
        assertThat(lab.run("sync").code()).isEqualTo(0);
        String before = lab.table();
        byte[] cached = Files.readAllBytes(lab.stateDirectory().resolve("ranges.json"));
        lab.list("103.21.244.0/22", "103.22.200.0/22", "104.16.0.0/13", "2400:cb00::/32");

        // A limit on the size of files is a full disk that needs no disk: each write beyond it fails.
        HostLab.Ran ran = run("sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh");

        assertThat(ran.code()).as(ran.output()).isEqualTo(1);
        assertThat(ran.output()).contains(lab.stateDirectory().toString()).doesNotContain("\tat ");
        assertThat(Files.readAllBytes(lab.stateDirectory().resolve("ranges.json")))
                .isEqualTo(cached);
        assertThat(lab.table()).isEqualTo(before);
    }

    @Test
    void bootPutsUpWhatSyncPutUp() throws Exception {
        assertThat(lab.run("boot", "--prepare").code()).isEqualTo(3);
        assertThat(lab.run("sync").code()).isEqualTo(0);
        String before = lab.table();
        lab.net.run("nft", "flush", "ruleset");

        HostLab.Ran boot = lab.run("boot");

        assertThat(boot.code()).as(boot.output()).isEqualTo(0);
        assertThat(boot.output()).contains("host (nftables): changed").contains("+ 103.21.244.0/22");
        assertThat(lab.table()).isEqualTo(before);
    }

    @Test
    void aBootFileThatWasCutShortIsNotLoaded() throws Exception {
        assertThat(lab.run("sync").code()).isEqualTo(0);
        Path file = lab.stateDirectory().resolve("last-good.nft");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.indexOf("add rule")));
        lab.net.run("nft", "flush", "ruleset");

        HostLab.Ran boot = lab.run("boot");

        assertThat(boot.code()).as(boot.output()).isEqualTo(1);
        assertThat(boot.output()).contains("last-good.nft: cut short").contains("originwall sync --offline");
        assertThat(lab.table()).isEmpty();
        assertThat(lab.run("sync").code()).isEqualTo(0);
        assertThat(Files.readString(file)).isEqualTo(whole);
    }

    @Test
    void aBootFileThatNftRefusesChangesNothingAndSaysWhy() throws Exception {
        assertThat(lab.run("sync").code()).isEqualTo(0);
        Files.writeString(lab.stateDirectory().resolve("last-good.nft"), "add nonsense\n# end\n");
        String before = lab.table();

        HostLab.Ran boot = lab.run("boot");

        assertThat(boot.code()).as(boot.output()).isEqualTo(1);
        assertThat(boot.output()).contains("last-good.nft:1:").contains("syntax error");
        assertThat(lab.table()).isEqualTo(before);
    }

    @Test
    void withoutRightsNothingIsChangedAndTheWayOutIsNamed() throws Exception {
        HostLab.Ran ran = run("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--");

        assertThat(ran.code()).as(ran.output()).isEqualTo(1);
        assertThat(ran.output()).contains("CAP_NET_ADMIN").doesNotContain("\tat ");
        assertThat(lab.table()).isEmpty();
    }

    @Test
    void whoeverMayNotReadTheStateIsToldToBeSomebodyWhoMay() throws Exception {
        assertThat(lab.run("sync").code()).isEqualTo(0);
        // Root without its capabilities is an owner like any other, and one who took the rights from himself.
        Files.setPosixFilePermissions(lab.stateDirectory(), PosixFilePermissions.fromString("---------"));
        List<String> nobody = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--");

        for (String command : List.of("status", "sync", "ranges")) {
            HostLab.Ran ran = lab.runThrough(nobody, command);

            assertThat(ran.code()).as(ran.output()).isIn(1, 3);
            assertThat(ran.output())
                    .contains(lab.stateDirectory().toString())
                    .containsPattern("run (this )?as root")
                    .doesNotContain("Exception")
                    .doesNotContain("delete");
        }
    }

    /** Runs a sync through another program. */
    private HostLab.Ran run(String... wrapper) throws Exception {
        return lab.runThrough(List.of(wrapper), "sync");
    }

    private void awaitGuard() throws Exception {
        for (int i = 0; i < 600 && !lab.guard().contains("@allow4"); i++) {
            Thread.sleep(50);
        }
        assertThat(lab.guard()).contains("@allow4");
    }
}
