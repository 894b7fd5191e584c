package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.originwall.linux.nftables.PlainNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own, on real nftables. */
class RunTest {
    @RegisterExtension
    static final SharedNet NET = new SharedNet();

    private static final String QUIET = "http: {listen: \"off\"}\n";

    private final HostLab lab;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private Process daemon;

    RunTest(@TempDir Path directory) throws IOException {
        lab = new HostLab(NET.lab(), directory);
        lab.config("config.yaml", QUIET + "drift: {check: 1s}");
        daemon = start();
        awaitLog("cause=start");
    }

    private Process start() throws IOException {
        Process started = lab.start("run");
        Thread reader = new Thread(() -> readLog(started));
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private void readLog(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(log::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException endedWithTheProcess) {
            return;
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
    }

    private void awaitLog(String text) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(log).anyMatch(line -> line.contains(text)));
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, "" + daemon.pid()).start().waitFor();
    }

    private void awaitTable(String text) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lab.table()).contains(text));
    }

    @Test
    void whatIsFlushedIsBackBeforeThePollWouldFindIt() throws Exception {
        lab.config("config.yaml", QUIET + "drift: {check: 1h}");
        signal("HUP");
        awaitLog("event=config-reloaded");
        String before = lab.table();

        lab.net.run("nft", "flush", "ruleset");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lab.table()).isEqualTo(before));
        awaitLog("cause=watch result=changed");
    }

    @Test
    void aForeignElementIsTakenOut() {
        String before = lab.table();

        String set = PlainNames.find(lab.net.run("nft", "-t", "list table inet originwall"), "allow4");
        lab.net.run("nft", "add element inet originwall " + set + " { 8.8.8.0/24 }");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lab.table()).isEqualTo(before));
        awaitLog("what=\"- 8.8.8.0/24\"");
    }

    @Test
    void aWatchThatDiesIsStartedAgain() throws Exception {
        ProcessHandle monitor = await().until(
                        () -> daemon.descendants()
                                .filter(child ->
                                        child.info().commandLine().orElse("").contains("monitor"))
                                .toList(),
                        children -> children.size() == 1)
                .get(0);

        monitor.destroyForcibly();

        awaitLog("event=watch-restarted target=host");
        assertThat(daemon.descendants()).noneMatch(monitor::equals);
    }

    @Test
    void anEmptiedListChangesNothing() throws Exception {
        String before = lab.table();
        lab.list();

        signal("USR1");

        awaitLog("event=ranges-rejected");
        assertThat(lab.table()).isEqualTo(before);
    }

    @Test
    void aNewRangeIsLetInAtOnce() throws Exception {
        lab.list("103.21.244.0/22", "104.16.0.0/13", "162.158.0.0/15", "2400:cb00::/32");

        signal("USR1");

        awaitTable("162.158.0.0/15");
        awaitLog("cause=ranges result=changed");
    }

    @Test
    void theDaemonTakesARefusedListWhenAPersonAcceptsIt() throws Exception {
        lab.list("103.21.244.0/22", "104.16.0.0/13", "172.64.0.0/13", "162.158.0.0/15", "2400:cb00::/32");
        signal("USR1");
        awaitLog("event=ranges-rejected reason=grows");
        assertThat(lab.table()).doesNotContain("172.64.0.0/13");

        String refused = lab.run("ranges", "--refused").output();
        HostLab.Ran other = lab.run("sync", "--accept", "00000000");
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.output()).contains("not taken");
        assertThat(lab.table()).doesNotContain("172.64.0.0/13");
        HostLab.Ran accepted = lab.run("sync", "--accept", CommandLab.digest(refused));

        assertThat(accepted.output())
                .containsPattern("host \\(nftables\\): (changed|in sync)")
                .doesNotContain("refused");
        assertThat(accepted.code()).isEqualTo(ExitCode.OK);
        assertThat(lab.table()).contains("172.64.0.0/13");
    }

    @Test
    void acceptFailsWhereTheDaemonGotNoListAtAll() throws Exception {
        lab.list("<html>Sorry, you have been blocked</html>");

        HostLab.Ran ran = lab.run("sync", "--accept", "00000000");

        assertThat(ran.output()).contains("stays in force");
        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aSecondDaemonAndABootAreRefused() throws Exception {
        for (String command : List.of("run", "boot")) {
            HostLab.Ran ran = lab.run(command);

            assertThat(ran.code()).as(command).isEqualTo(ExitCode.LOCKED);
            assertThat(ran.output()).as(command).contains("originwall run (pid " + daemon.pid() + ")");
        }
        assertThat(lab.run("status").code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void endsAtOnceWhenItIsAskedToAndLeavesItsRules() throws Exception {
        String before = lab.table();
        List<ProcessHandle> children = daemon.descendants().toList();

        signal("TERM");

        assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isEqualTo(ExitCode.OK);
        assertThat(lab.table()).isEqualTo(before);
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void whatANewerVersionLeftIsNotOverwritten() throws Exception {
        signal("TERM");
        daemon.waitFor();
        Path cached = lab.stateDirectory().resolve("ranges.json");
        String newer = Files.readString(cached).replace("{\"format\":1,", "{\"format\":99,");
        Files.writeString(cached, newer);
        String before = lab.table();

        daemon = start();

        awaitLog("event=ranges-rejected reason=state in-force=none problems=");
        awaitLog("newer originwall");
        assertThat(cached).content().isEqualTo(newer);
        assertThat(lab.table()).isEqualTo(before);
    }
}
