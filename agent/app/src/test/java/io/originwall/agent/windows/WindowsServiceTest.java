package io.originwall.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.originwall.agent.cli.Main;
import io.originwall.agent.windows.WindowsService.Layout;
import io.originwall.agent.windows.WindowsService.State;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Windows' tools and procrun are told; what they do with it is tried on Windows only. */
class WindowsServiceTest {
    private static final String SYSTEM = "C:\\Windows\\System32\\";
    private static final String RUNNING = """

            SERVICE_NAME: Originwall
                    TYPE               : 10  WIN32_OWN_PROCESS
                    STATE              : 4  RUNNING
                                            (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
                    WIN32_EXIT_CODE    : 0  (0x0)
            """;
    private static final CommandResult MISSING = new CommandResult(1, 1060, "[SC] EnumQueryServicesStatus", "");

    @TempDir
    private Path directory = Path.of("");

    private final List<List<String>> told = new ArrayList<>();
    private CommandResult query = MISSING;
    private CommandResult other = new CommandResult(1, 0, "", "");

    private final CommandRunner runner = new CommandRunner() {
        @Override
        public CommandResult run(Command command) {
            told.add(command.argv());
            return command.argv().contains("query") ? query : other;
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

    private WindowsService service(String config) {
        Layout layout = new Layout(
                "C:\\Program Files\\Originwall",
                List.of("b.jar", "a.jar"),
                "C:\\Java",
                "C:\\ProgramData\\Originwall",
                config,
                "C:\\Windows");
        return new WindowsService(runner, layout);
    }

    private final WindowsService service = service("C:\\ProgramData\\Originwall\\config.yaml");

    /** On any system: a backslash is part of a name elsewhere. */
    private WindowsService keeping(Path data) {
        return new WindowsService(runner, new Layout("", List.of(), "", data.toString(), "", "C:\\Windows"));
    }

    @Test
    void itsDirectoryIsClosedBeforeWhatIsInItIs() throws Exception {
        String data = directory.toString();

        keeping(directory).close();

        assertThat(told).allSatisfy(command -> assertThat(command).startsWith(SYSTEM + "icacls.exe"));
        assertThat(told.get(0)).contains(data, "/setowner", "*S-1-5-32-544").doesNotContain("/T");
        assertThat(told.get(1)).contains(data, "/reset").doesNotContain("/T");
        assertThat(told.get(2)).contains(data, "/inheritance:r", "*S-1-5-18:(OI)(CI)F", "*S-1-5-32-544:(OI)(CI)F");
        assertThat(told.get(3)).contains(data + "\\*", "/setowner", "*S-1-5-32-544", "/T");
        assertThat(told.get(4)).contains(data + "\\*", "/reset", "/T");
    }

    /** Any user can make one of directories, a junction; icacls would change the rights of what it leads to. */
    @Test
    void aLinkInItsDirectoryIsRefusedBeforeIcaclsFollowsIt() throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        Path link = Files.createSymbolicLink(state.resolve("journal"), directory);

        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> keeping(directory).close())
                .withMessageContainingAll(link.toString(), "leads elsewhere", "delete it");
        assertThat(told).hasSize(3).noneSatisfy(command -> assertThat(command).contains("/T"));
    }

    @Test
    void aLinkInThePlaceOfItsDirectoryIsRefusedAtOnce() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("Originwall"), directory);

        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> keeping(link).close())
                .withMessageContainingAll(link.toString(), "leads elsewhere");
        assertThat(told).isEmpty();
    }

    @Test
    void installPutsTheServiceUpAndHasItRestartedWhereItsProcessEndsAndNotWhereItSaysThatItStops() throws Exception {
        service.install();

        assertThat(told.get(1))
                .startsWith("C:\\Program Files\\Originwall\\bin\\prunsrv.exe", "//IS//Originwall")
                .contains(
                        "--ServiceUser=LocalSystem",
                        "--Startup=auto",
                        "--Environment=ProgramData=C:\\ProgramData",
                        "--DependsOn=mpssvc",
                        "--Jvm=C:\\Java\\bin\\server\\jvm.dll",
                        "--Classpath=C:\\Program Files\\Originwall\\lib\\a.jar;C:\\Program Files\\Originwall\\lib\\b.jar",
                        "--StartParams=--config;C:\\ProgramData\\Originwall\\config.yaml;run");
        assertThat(told.subList(2, 4))
                .containsExactly(
                        List.of(
                                SYSTEM + "sc.exe",
                                "failure",
                                "Originwall",
                                "reset=",
                                "86400",
                                "actions=",
                                "restart/5000/restart/30000/restart/60000"),
                        List.of(SYSTEM + "sc.exe", "failureflag", "Originwall", "0"));
    }

    /** procrun looks them up by name, in the JVM it holds. */
    @Test
    void theMethodsThatAreStartedAndStoppedAreThere() throws Exception {
        service.install();

        assertThat(told.get(1))
                .contains("--StartClass=" + Main.class.getName(), "--StartMethod=start")
                .contains("--StopClass=" + Main.class.getName(), "--StopMethod=stop");
        assertThat(Main.class.getMethod("start", String[].class)).isNotNull();
        assertThat(Main.class.getMethod("stop", String[].class)).isNotNull();
    }

    @Test
    void anInstalledServiceIsBroughtUpToDate() throws Exception {
        query = new CommandResult(1, 0, RUNNING, "");

        service.install();

        assertThat(told.get(1)).contains("//US//Originwall").doesNotContain("//IS//Originwall");
    }

    @Test
    void aPathThatTheWrapperWouldSplitIsRefused() {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> service("C:\\a;b\\config.yaml").install())
                .withMessageContaining("C:\\a;b\\config.yaml");
    }

    @Test
    void tellsItsState() throws Exception {
        assertThat(service.state()).isEqualTo(State.MISSING);
        query = new CommandResult(1, 0, RUNNING, "");
        assertThat(service.state()).isEqualTo(State.RUNNING);
        query = new CommandResult(1, 0, RUNNING.replace("4  RUNNING", "1  STOPPED"), "");
        assertThat(service.state()).isEqualTo(State.STOPPED);
        query = new CommandResult(1, 0, RUNNING.replace("4  RUNNING", "3  STOP_PENDING"), "");
        assertThat(service.state()).isEqualTo(State.CHANGING);
        query = new CommandResult(1, 0, RUNNING.replace("STATE ", "STATUS"), "");
        assertThat(service.state()).isEqualTo(State.RUNNING);
    }

    @Test
    void uninstallTakesAwayWhatIsThereAndMayBeRepeated() throws Exception {
        service.uninstall();
        assertThat(told).hasSize(1);

        query = new CommandResult(1, 0, RUNNING, "");
        service.uninstall();
        assertThat(told.get(2)).endsWith("//DS//Originwall");
    }

    @Test
    void aToolThatFailsIsQuotedInOneLine() {
        other = new CommandResult(1, 5, "Access is\r\ndenied.", "");

        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> keeping(directory).close())
                .withMessage(SYSTEM + "icacls.exe " + directory + ": exit code 5: Access is denied.;"
                        + " run it as an administrator");
        query = new CommandResult(1, 0, "what?", "");
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(service::state)
                .withMessageContaining("what?");
    }
}
