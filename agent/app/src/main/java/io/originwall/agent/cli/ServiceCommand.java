package io.originwall.agent.cli;

import io.originwall.agent.config.DefaultPaths;
import io.originwall.agent.windows.WindowsService;
import io.originwall.exec.Platform;
import io.originwall.exec.SystemCommandRunner;
import io.originwall.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

@Command(name = "service", description = "The daemon as a service of Windows; elsewhere systemd does that.")
final class ServiceCommand extends CommandGroup {
    private final Originwall root;

    ServiceCommand(Originwall root) {
        this.root = root;
    }

    @Command(name = "install", description = "Put the service up, or bring it up to date; it starts with Windows.")
    int install() throws Exception {
        WindowsService service = service();
        warnOfOpenPlaces();
        Files.createDirectories(data().resolve("logs"));
        service.close();
        // As the daemon would read it: not only when Windows starts.
        CommandContext.open(root).close();
        service.install();
        return say(service.state(), "installed; start it: sc.exe start Originwall");
    }

    @Command(name = "uninstall", description = "Stop the service and take it away; the guard stays, see remove.")
    int uninstall() throws Exception {
        WindowsService service = service();
        service.uninstall();
        return say(service.state(), "uninstalled; the rules of the firewall stay: originwall remove takes them out");
    }

    @Command(name = "reload", description = "The same as originwall reload.")
    int reload() throws Exception {
        service();
        return new ReloadCommand(root).call();
    }

    @Command(name = "status", description = "Is the service there, and does it run?")
    int status() throws Exception {
        WindowsService.State state = service().state();
        say(state, "");
        return state == WindowsService.State.RUNNING ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    /** Outside of it any user of the machine may put files into a new directory, and the service may do everything. */
    private void warnOfOpenPlaces() {
        Map<String, String> environment = root.console().environment();
        String programs = environment.getOrDefault("ProgramFiles", "C:\\Program Files");
        outside(programs, environment.getOrDefault("ORIGINWALL_HOME", ""), System.getProperty("java.home"))
                .forEach(
                        place -> root.console()
                                .warn(
                                        place + " is not below " + programs
                                                + ": see to it that only administrators can change what is in it, for the service may do everything"));
    }

    static Stream<String> outside(String directory, String... places) {
        return Stream.of(places)
                .filter(place -> !place.regionMatches(true, 0, directory + '\\', 0, directory.length() + 1));
    }

    private WindowsService service() throws RefusedException, IOException {
        Map<String, String> environment = root.console().environment();
        String home = environment.getOrDefault("ORIGINWALL_HOME", "");
        if (!Platform.isWindows()) {
            throw new RefusedException("this system has no services of Windows: use the units for systemd");
        }
        if (home.isEmpty()) {
            throw new RefusedException("ORIGINWALL_HOME is not set: run bin\\originwall.cmd of the installed program");
        }
        WindowsService.Layout layout = new WindowsService.Layout(
                home,
                libraries(Path.of(home, "lib")),
                System.getProperty("java.home"),
                data().toString(),
                root.configFile().toAbsolutePath().toString(),
                environment.getOrDefault("SystemRoot", "C:\\Windows"));
        return new WindowsService(new SystemCommandRunner(), layout);
    }

    /** Where config, state and logs lie together. */
    private static Path data() {
        return Optional.ofNullable(DefaultPaths.here().config().getParent()).orElseThrow();
    }

    /** With those of the add-ons that are there. */
    static List<String> libraries(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            return files.map(file -> directory.relativize(file).toString())
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replace('/', '\\'))
                    .toList();
        }
    }

    private int say(WindowsService.State state, String more) {
        root.console()
                .out()
                .println(
                        root.json()
                                ? Json.text(json(state))
                                : "service Originwall: " + word(state) + (more.isEmpty() ? "" : "; " + more));
        return ExitCode.OK;
    }

    static Map<String, Object> json(WindowsService.State state) {
        return Json.object("service", word(state));
    }

    private static String word(WindowsService.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
