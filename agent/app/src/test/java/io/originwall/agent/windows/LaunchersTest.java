package io.originwall.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What runs the program on Windows gives its JVM what the launcher for Unix does. */
class LaunchersTest {
    private static final Path UNIX = Path.of("app/src/main/dist/bin/originwall");
    private static final Path WINDOWS = Path.of("app/src/main/windows/bin/originwall.cmd");
    private static final Pattern OPTION = Pattern.compile("(?<=\\s|')-X[^\\s';]+");

    /** There is no class archive on Windows. */
    private static final Set<String> OF_THE_ARCHIVE = Set.of(
            "-Xshare:auto",
            "-XX:SharedArchiveFile=$lib/originwall.jsa",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0");

    /** Where nobody else sees to it that files do not fill the disk. */
    private static final Set<String> OF_THE_SERVICE = Set.of(
            "-Doriginwall.logs=C:\\d\\logs", "-XX:ErrorFile=C:\\d\\logs\\crash.log", "-XX:-CreateCoredumpOnCrash");

    /** For the daemon, which comes after and so has the last word. */
    private static final List<String> SMALL = List.of("-Xmn2m", "-Xss256k");

    private static Set<String> options(Path launcher) throws IOException {
        Set<String> options = new TreeSet<>();
        Files.readString(launcher)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> OPTION.matcher(line).results().map(MatchResult::group))
                .forEach(options::add);
        options.removeAll(OF_THE_ARCHIVE);
        return options;
    }

    @Test
    void theLauncherForWindowsHasTheOptionsOfThatForUnix() throws IOException {
        Set<String> unix = options(UNIX);
        unix.removeAll(SMALL);

        assertThat(options(WINDOWS)).isEqualTo(unix).hasSizeGreaterThan(5);
    }

    @Test
    void theServiceHasTheOptionsOfTheDaemon() throws Exception {
        Set<String> daemon = options(UNIX);
        daemon.remove("-Xss512k");
        daemon.addAll(OF_THE_SERVICE);

        assertThat(serviceOptions()).containsExactlyInAnyOrderElementsOf(daemon);
    }

    private static List<String> serviceOptions() throws ServiceException {
        List<String> told = new ArrayList<>();
        CommandRunner runner = new CommandRunner() {
            @Override
            public CommandResult run(Command command) {
                told.addAll(command.argv());
                return new CommandResult(1, command.argv().contains("query") ? 1060 : 0, "", "");
            }

            @Override
            public RunningCommand start(Command command, Consumer<String> lines) {
                throw new AssertionError(command.toString());
            }

            @Override
            public String read(Path file) {
                throw new AssertionError(file.toString());
            }
        };
        new WindowsService(
                        runner,
                        new WindowsService.Layout("C:\\o", List.of("a.jar"), "C:\\j", "C:\\d", "C:\\d\\c", "C:\\W"))
                .install();
        return told.stream()
                .filter(word -> word.startsWith("--JvmOptions="))
                .flatMap(word -> Pattern.compile(";").splitAsStream(word.substring("--JvmOptions=".length())))
                .toList();
    }
}
