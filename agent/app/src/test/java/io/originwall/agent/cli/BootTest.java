package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.BareProvider;
import io.originwall.api.Guard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command leaves for the next boot. */
class BootTest {
    @TempDir
    Path directory;

    private CommandLab lab;

    @BeforeEach
    void lab() {
        lab = new CommandLab(directory);
        lab.environment.put("ORIGINWALL_HOME", directory.resolve("home").toString());
    }

    private Path file(String target) {
        return lab.stateDirectory().resolve("last-good." + target);
    }

    private void script(String text) throws IOException {
        Path script = directory.resolve("home/libexec/boot");
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theFileOfATargetThatIsGoneStaysUntilItsSuccessorStands() {
        lab.run("sync");
        lab.config("targets: [{name: other, type: memory}]");
        lab.target("other").failApplies("no room");

        lab.run("sync");
        assertThat(file("host")).exists();

        lab.target("other").recover();
        lab.run("sync");
        assertThat(file("host")).doesNotExist();
    }

    @Test
    void syncKeepsWhatItPutUp() throws Exception {
        lab.run("sync");

        assertThat(file("host"))
                .hasContent(lab.target("host").enforced().guard().toString());
    }

    @Test
    void aFailedSyncKeepsTheLastGuardThatWasGood() throws Exception {
        lab.run("sync");
        String before = Files.readString(file("host"));
        lab.list("103.21.244.0/22", "104.16.0.0/13", "2400:cb00::/32");
        lab.run("sync");
        String digest = lab.refusedDigest();
        lab.target("host").failApplies("full");

        assertThat(lab.run("sync", "--accept", digest).code()).isEqualTo(1);

        assertThat(file("host")).hasContent(before);
    }

    @Test
    void planKeepsNothing() {
        lab.run("plan");

        assertThat(file("host")).doesNotExist();
    }

    @Test
    void aTrialIsKeptOnlyOnceItIsConfirmed() throws Exception {
        lab.run("trial", "--for", "1s");

        assertThat(file("host")).doesNotExist();
    }

    @Test
    void removeKeepsTheGuardFromComingBack() {
        lab.run("sync");

        lab.run("remove");

        assertThat(file("host")).doesNotExist();
    }

    @Test
    void syncForgetsWhatLeftTheConfig() {
        lab.config("targets: [{name: host, type: memory}, {name: other, type: memory}]");
        lab.run("sync");
        assertThat(file("other")).exists();
        lab.config("targets: [{name: host, type: memory}]");

        lab.run("sync", "--target", "host");
        assertThat(file("other")).exists();
        lab.run("sync");

        assertThat(file("other")).doesNotExist();
        assertThat(file("host")).exists();
    }

    @Test
    void whatCannotBeKeptIsAWarning() throws Exception {
        lab.run("sync");
        Files.delete(file("host"));
        Files.createDirectories(file("host").resolve("in the way"));

        CommandLab.Ran ran = lab.run("sync");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.err())
                .startsWith("originwall: warning: cannot update " + file("host"))
                .hasLineCount(1);
    }

    @Test
    void withoutAnyListThereIsNothingToPrepare() {
        CommandLab.Ran ran = lab.run("boot", "--prepare");

        assertThat(ran.code()).as(ran.err()).isEqualTo(3);
        assertThat(file("host")).doesNotExist();
    }

    @Test
    void prepareChangesNoTarget() throws Exception {
        lab.run("sync");
        lab.target("host").driftTo(Guard.none());
        Files.delete(file("host"));

        CommandLab.Ran ran = lab.run("boot", "--prepare");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).contains("host (memory): changed, 1 added").contains("  + " + file("host"));
        assertThat(file("host")).exists();
        assertThat(lab.run("plan", "--exit-code").code()).isEqualTo(2);
        assertThat(lab.run("boot", "--prepare").out()).isEqualTo("host (memory): ready for the next boot\n");
    }

    @Test
    void whatWasRemovedIsNotPreparedForABoot() {
        lab.run("sync");
        lab.run("remove");

        CommandLab.Ran ran = lab.run("boot", "--prepare");

        assertThat(ran.err()).contains("the guard of host was removed by ").contains("before originwall sync");
        assertThat(ran.code()).isEqualTo(0);
        assertThat(file("host")).doesNotExist();
    }

    @Test
    void aFirstInstallHasTheRangesInsideOriginwall() {
        lab.firstConfig();

        CommandLab.Ran ran = lab.run("boot", "--prepare");

        assertThat(ran.code()).as(ran.err()).isEqualTo(0);
        assertThat(file("host")).content().contains("173.245.48.0");
    }

    @Test
    void bootSaysWhatItChanged() throws Exception {
        lab.run("sync");
        script("exit 0");

        assertThat(lab.run("boot").out()).isEqualTo("host (memory): in sync\n");
    }

    @Test
    void bootSaysWhereTheConfigWantsAnotherGuard() throws Exception {
        lab.run("sync");
        lab.config("targets: [{name: host, type: memory, guard: {ports: [443, 8443]}}]");
        script("exit 0");

        CommandLab.Ran ran = lab.run("boot");

        assertThat(ran.code()).isEqualTo(0);
        assertThat(ran.out()).contains("+ 8443/tcp").contains("- 80/tcp");
        assertThat(ran.err()).contains("older guard than the config wants").contains("originwall sync");
    }

    @Test
    void bootNamesTheTargetWhoseFileDoesNotLoad() throws Exception {
        lab.run("sync");
        script("echo \"$1/last-good.host: cut short, so it is not loaded\" >&2; exit 1");

        CommandLab.Ran ran = lab.run("boot");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo("originwall: target host: " + file("host")
                        + ": cut short, so it is not loaded; run: originwall sync --offline\n");
    }

    @Test
    void bootWithoutFilesSaysWhatMakesThem() throws Exception {
        lab.run("sync");
        lab.run("remove");

        CommandLab.Ran ran = lab.run("boot");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("no files for a boot").contains("originwall boot --prepare");
    }

    @Test
    void bootSaysWhereNoTargetNeedsFiles() {
        lab.providers.add(new BareProvider());
        lab.config("targets: [{name: web, type: bare}]");
        lab.run("sync");

        CommandLab.Ran ran = lab.run("boot");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo(
                        "originwall: no target of the config needs files for a boot: each keeps its guard by itself\n");
    }
}
