package io.originwall.agent.cli;

import io.originwall.agent.config.Places;
import io.originwall.agent.json.Json;
import io.originwall.agent.windows.WindowsService;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "service", description = "The daemon as a service of Windows; elsewhere systemd does that.")
final class ServiceCommand implements Runnable {
    private final Originwall root;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServiceCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? see originwall service --help");
    }

    @Command(name = "install", description = "Put the service up, or bring it up to date; it starts with Windows.")
    int install() throws Exception {
        WindowsService service = service();
        Files.createDirectories(data().resolve("logs"));
        // As the daemon would read it: not only when Windows starts.
        Workspace.open(root).close();
        service.install();
        return say(service.state(), "installed; start it: sc.exe start Originwall");
    }

    @Command(name = "uninstall", description = "Stop the service and take it away; the guard stays, see remove.")
    int uninstall() throws Exception {
        WindowsService service = service();
        service.uninstall();
        return say(service.state(), "uninstalled; the rules of the firewall stay: originwall remove takes them out");
    }

    @Command(name = "status", description = "Is the service there, and does it run?")
    int status() throws Exception {
        WindowsService.State state = service().state();
        say(state, "");
        return state == WindowsService.State.RUNNING ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private WindowsService service() throws RefusedException, IOException {
        Map<String, String> environment = root.console().environment();
        String home = environment.getOrDefault("ORIGINWALL_HOME", "");
        if (!Places.isWindows()) {
            throw new RefusedException("this system has no services of Windows: use the units for systemd");
        }
        if (home.isEmpty()) {
            throw new RefusedException("ORIGINWALL_HOME is not set: run bin\\originwall.cmd of the installed program");
        }
        WindowsService.Layout layout = new WindowsService.Layout(
                home,
                jars(Path.of(home, "lib")),
                System.getProperty("java.home"),
                data().toString(),
                root.configFile().toAbsolutePath().toString(),
                environment.getOrDefault("SystemRoot", "C:\\Windows"));
        return new WindowsService(new SystemCommandRunner(), layout, environment);
    }

    /** Where config, state and logs lie together. */
    private static Path data() {
        return Optional.ofNullable(Places.here().config().getParent()).orElseThrow();
    }

    private static List<String> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }

    private int say(WindowsService.State state, String more) {
        String word = state.name().toLowerCase(Locale.ROOT);
        root.console()
                .out()
                .println(
                        root.json()
                                ? Json.text(Json.object("service", word))
                                : "service Originwall: " + word + (more.isEmpty() ? "" : "; " + more));
        return ExitCode.OK;
    }
}
