package io.originwall.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.LogConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class JournaldStreamTest {
    @TempDir
    Path directory;

    /** What systemd starts, but for the rest of the daemon. */
    static final class Service {
        private Service() {}

        public static void main(String[] args) {
            Logging.ofDaemon(LogConfig.defaults(), System.getenv());
            LoggerFactory.getLogger("io.originwall.agent.Somewhere").info("hello");
            throw new IllegalStateException("a bug");
        }
    }

    @Test
    void isKnownByTheInodeOfStderr() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(JournaldStream.isAt(file, Map.of("JOURNAL_STREAM", stream(file))))
                .isTrue();
        assertThat(JournaldStream.isAt(file, Map.of("JOURNAL_STREAM", "9:" + Files.getAttribute(file, "unix:ino"))))
                .isFalse();
        assertThat(JournaldStream.isAt(file, Map.of("JOURNAL_STREAM", "nonsense")))
                .isFalse();
        assertThat(JournaldStream.isAt(file, Map.of())).isFalse();
        assertThat(JournaldStream.isAt(directory.resolve("none"), Map.of("JOURNAL_STREAM", "9:1")))
                .isFalse();
    }

    @Test
    void aServiceAtTheJournalWritesPriorities() throws Exception {
        Path stderr = Files.createFile(directory.resolve("stderr"));

        assertThat(logged(stderr, stream(stderr)))
                .satisfiesExactly(
                        hello -> assertThat(hello)
                                .isEqualTo("<6>level=info logger=io.originwall.agent.Somewhere msg=hello"),
                        bug -> assertThat(bug)
                                .startsWith(
                                        "<3>level=error logger=io.originwall.agent.log.Logging"
                                                + " msg=\"thread main died of a bug\" stack=\"java.lang.IllegalStateException: a bug | at "));
    }

    @Test
    void aServiceWhoseStderrGoesElsewhereDoesNot() throws Exception {
        Path stderr = Files.createFile(directory.resolve("stderr"));
        Path other = Files.createFile(directory.resolve("other"));

        assertThat(logged(stderr, stream(other)))
                .hasSize(2)
                .first()
                .asString()
                .matches("time=\\S+ level=info logger=io.originwall.agent.Somewhere msg=hello");
    }

    private static List<String> logged(Path stderr, String journalStream) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName())
                .redirectError(ProcessBuilder.Redirect.appendTo(stderr.toFile()));
        java.environment().put("JOURNAL_STREAM", journalStream);
        Process process = java.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(stderr);
    }

    private static String stream(Path file) throws IOException {
        return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    }
}
