package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The file system of the state directory is read-only, or hangs; the whole program, on real nftables. */
@Timeout(120)
class BrokenStateTest {
    @RegisterExtension
    static final SharedNet NET = new SharedNet();

    /** A file system in user space whose process never answers; it ends with the program that is started in it. */
    private static final String HANG = """
            import ctypes, os, sys
            device = os.open("/dev/fuse", os.O_RDWR)
            os.set_inheritable(device, True)
            options = "fd=%d,rootmode=40000,user_id=0,group_id=0" % device
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.mount(b"hangs", sys.argv[1].encode(), b"fuse", 0, options.encode()):
                sys.exit("no mount: " + os.strerror(ctypes.get_errno()))
            os.execvp(sys.argv[2], sys.argv[2:])
            """;

    private static final String READ_ONLY =
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";

    private final HostLab lab;
    private final Path script;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private Optional<Process> daemon = Optional.empty();

    BrokenStateTest(@TempDir Path directory) throws IOException {
        lab = new HostLab(NET.lab(), directory);
        lab.config("config.yaml", "http: {listen: \"off\"}");
        script = Files.writeString(directory.resolve("hang.py"), HANG);
        Files.createDirectory(lab.stateDirectory());
    }

    @AfterEach
    void end() throws InterruptedException {
        if (daemon.isPresent()) {
            daemon.get().destroyForcibly().waitFor();
        }
    }

    private List<String> hanging() {
        return List.of(
                "unshare",
                "-m",
                "python3",
                script.toString(),
                lab.stateDirectory().toString());
    }

    private List<String> readOnly() {
        return List.of(
                "unshare", "-m", "sh", "-c", READ_ONLY, lab.stateDirectory().toString());
    }

    private void startDaemon(List<String> wrapper) throws IOException {
        Process started = lab.startThrough(wrapper, "run");
        daemon = Optional.of(started);
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(log::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (UncheckedIOException endedWithTheProcess) {
                return;
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private void awaitGuard() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(lab.table()).as("log: %s", log).contains("103.21.244.0/22"));
    }

    private void awaitLog(String text) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(log).anyMatch(line -> line.contains(text)));
    }

    @Test
    void theDaemonGuardsWhileItHangs() throws Exception {
        startDaemon(hanging());

        awaitGuard();
        awaitLog("does not answer");
        lab.net.run("nft", "flush", "ruleset");
        awaitGuard();
    }

    @Test
    void theDaemonGuardsWhileItIsReadOnly() throws Exception {
        startDaemon(readOnly());

        awaitGuard();
        awaitLog("Read-only file system");
        awaitLog("event=state-problem");
    }

    @Test
    void syncGuardsWhileItHangs() throws Exception {
        HostLab.Ran ran = lab.runThrough(hanging(), "sync");

        assertThat(lab.table()).as(ran.output()).contains("103.21.244.0/22");
        assertThat(ran.output()).contains("does not answer within 5000 ms");
        assertThat(ran.code()).isZero();
    }

    @Test
    void syncGuardsWhileItIsReadOnly() throws Exception {
        HostLab.Ran ran = lab.runThrough(readOnly(), "sync");

        assertThat(lab.table()).as(ran.output()).contains("103.21.244.0/22");
        assertThat(ran.output()).contains("Read-only file system");
        assertThat(ran.code()).isZero();
    }

    @Test
    void statusSaysSo() throws Exception {
        assertThat(lab.run("sync").code()).isZero();

        assertThat(lab.runThrough(readOnly(), "status").output())
                .contains("cannot be written, so nothing is remembered");
        assertThat(lab.runThrough(hanging(), "status").output()).contains("does not answer");
    }
}
