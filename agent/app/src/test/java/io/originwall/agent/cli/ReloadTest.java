package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code reload} beside a daemon that is a process of its own, on real nftables. */
class ReloadTest {
    @RegisterExtension
    static final SharedNet NET = new SharedNet();

    private static final String QUIET = "http: {listen: \"off\"}\n";

    private final HostLab lab;
    private final Process daemon;

    ReloadTest(@TempDir Path directory) throws IOException {
        lab = new HostLab(NET.lab(), directory);
        lab.config("config.yaml", QUIET);
        daemon = lab.start("run");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(socket()));
    }

    private Path socket() {
        return lab.stateDirectory().resolve("control").resolve("socket");
    }

    private void awaitTable(String text) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(lab.guard()).contains(text));
    }

    @AfterEach
    void end() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
    }

    @Test
    void aGoodConfigIsInForceWhenTheCommandReturns() throws Exception {
        lab.config("config.yaml", QUIET + "allow: [192.0.2.7]");

        HostLab.Ran ran = lab.run("reload");

        assertThat(ran.output()).isEqualTo("reloaded\n");
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        awaitTable("192.0.2.7");
        assertThat(lab.run("--json", "reload").output())
                .isEqualTo("{\"reloaded\":true,\"warnings\":[],\"problems\":[]}\n");
    }

    @Test
    void aBadConfigChangesNothingAndEveryProblemIsPrinted() throws Exception {
        awaitTable("103.21.244.0/22");
        String before = lab.guard();
        lab.config("config.yaml", QUIET + "nonsense: 1\nguard: {ports: [80800/tcp]}");

        HostLab.Ran ran = lab.run("reload");

        assertThat(ran.code()).isEqualTo(ExitCode.CONFIG);
        assertThat(ran.output().lines())
                .hasSize(2)
                .allMatch(
                        line -> line.startsWith("originwall: " + lab.directory().resolve("config.yaml")))
                .anyMatch(line -> line.contains("nonsense"))
                .anyMatch(line -> line.contains("80800"));
        assertThat(lab.guard()).isEqualTo(before);
        assertThat(lab.run("--json", "reload").output())
                .startsWith("{\"reloaded\":false,\"warnings\":[],\"problems\":[");
    }

    @Test
    void theDaemonIsFoundThoughTheConfigIsNoYaml() throws Exception {
        lab.config("config.yaml", QUIET + "guard: {mode: ");

        assertThat(lab.run("reload").code()).isEqualTo(ExitCode.CONFIG);
    }

    @Test
    void theDaemonIsFoundThoughTheConfigIsGone() throws Exception {
        Files.delete(lab.directory().resolve("config.yaml"));

        HostLab.Ran ran = lab.runWith("STATE_DIRECTORY", lab.stateDirectory().toString(), "reload");

        assertThat(ran.output()).contains("no such file");
        assertThat(ran.code()).isEqualTo(ExitCode.CONFIG);
    }

    @Test
    void aVariableGetsTheValueThatTheFileBesideTheConfigHasNow() throws Exception {
        lab.config("config.yaml", QUIET + "allow: [\"${OFFICE}\"]");
        Path environment = lab.directory().resolve("environment");
        assertThat(lab.run("reload").output()).contains("OFFICE is not set");

        Files.writeString(environment, "# who may\nOFFICE=\"192.0.2.9\"\nUNUSED=x\n");
        assertThat(lab.run("reload").code()).isEqualTo(ExitCode.OK);
        awaitTable("192.0.2.9");

        Files.delete(environment);
        assertThat(lab.runWith("OFFICE", "198.51.100.9", "reload").code()).isEqualTo(ExitCode.OK);
        assertThat(lab.table()).as("what root's shell has is not the daemon's").contains("192.0.2.9");
        assertThat(lab.run("reload").code()).as("the daemon keeps the value").isEqualTo(ExitCode.OK);
    }

    @Test
    void anotherFileThanTheDaemonsIsRefused() throws Exception {
        lab.config("other.yaml", QUIET);

        HostLab.Ran ran = lab.run(lab.directory().resolve("other.yaml"), "reload");

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.output())
                .startsWith("originwall: the daemon reads " + lab.directory().resolve("config.yaml") + ", not "
                        + lab.directory().resolve("other.yaml") + ": name its file with -c");
    }

    @Test
    void withoutADaemonItSaysSo() throws Exception {
        daemon.destroy();
        daemon.waitFor();

        HostLab.Ran ran = lab.run("reload");

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.output()).startsWith("originwall: no daemon listens at " + socket());
        assertThat(socket()).doesNotExist();
    }

    @Test
    void onlyTheDaemonsAccountMayEnterTheSocketsDirectory() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket().getParent())))
                .isEqualTo("rwx------");
    }
}
