package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.windows.ServiceLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entry that the service wrapper on Windows calls, in a process of its own, which it ends. */
class MainTest {
    private static final Path UNIT = Path.of("..", "systemd", "originwall.service");

    /** Of a launcher that finds no Java; there is no program yet that could end with it. */
    private static final int NO_JAVA = 69;

    @TempDir
    private Path directory = Path.of("");

    /** Does what procrun does. */
    static final class Wrapper {
        private Wrapper() {}

        public static void main(String[] args) {
            Main.start(args);
        }
    }

    private record Ran(int code, List<String> log, List<String> err) {}

    private Ran start(String config) throws IOException, InterruptedException {
        return start(config, Files.createDirectories(directory.resolve("logs")));
    }

    private Ran start(String config, Path logs) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("config.yaml"), config);
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + ServiceLog.PROPERTY + '=' + logs,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Wrapper.class.getName(),
                        "--config",
                        file.toString(),
                        "run")
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> said = Files.readAllLines(err);
        Path log = logs.resolve("originwall.log");
        return new Ran(process.exitValue(), Files.exists(log) ? Files.readAllLines(log) : List.of(), said);
    }

    @Test
    void aServiceWhoseConfigIsRefusedSaysWhyAndThatItStaysStopped() throws Exception {
        Ran ran = start("targets: []\nguard: {ports: [99999/tcp]}\n");

        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.log()).anySatisfy(line -> assertThat(line).contains("99999/tcp"));
        assertThat(ran.log().get(ran.log().size() - 1))
                .endsWith(": exit code 78: the service stays stopped, since it would end so again; mend that,"
                        + " then run sc.exe start Originwall");
    }

    @Test
    void aServiceThatFailsOtherwiseEndsItsProcessAndIsRestarted() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        Ran ran = start("targets: [{name: win, type: windows-firewall}]\nstate-dir: " + file.resolve("state") + "\n");

        assertThat(ran.log()).singleElement().satisfies(line -> assertThat(line).contains(file.toString()));
        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aServiceWhoseLogCannotBeWrittenSaysSoToTheWrapper() throws Exception {
        Ran ran = start("targets: []\n", directory.resolve("missing"));

        assertThat(ran.err().get(0))
                .contains("the log comes here", directory.resolve("missing").toString());
        assertThat(ran.err()).hasSizeGreaterThan(1);
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void systemdLeavesTheServiceStoppedForTheSameCodes() throws IOException {
        List<Integer> codes = Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith("RestartPreventExitStatus="))
                .flatMap(line -> Pattern.compile("[= ]").splitAsStream(line).skip(1))
                .map(Integer::valueOf)
                .toList();

        assertThat(Stream.concat(ExitCode.NOT_RESTARTED.stream(), Stream.of(NO_JAVA)))
                .containsExactlyInAnyOrderElementsOf(codes);
    }
}
