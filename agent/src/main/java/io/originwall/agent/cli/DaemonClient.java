package io.originwall.agent.cli;

import io.originwall.agent.config.Advice;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.agent.config.EnvironmentFile;
import io.originwall.agent.control.ControlClient;
import io.originwall.agent.control.ControlPath;
import io.originwall.agent.control.ControlRequest;
import io.originwall.agent.control.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Has the running daemon do what a command asks, and prints what it says meanwhile. */
final class DaemonClient {
    /** The daemon says every few seconds that it is alive; one that is silent for so long hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Originwall root;
    private final Path file;
    private final ConfigLoader loader;
    private final Path socket;

    /** The daemon of the config that the command names. */
    DaemonClient(Originwall root) {
        this.root = root;
        this.file = root.configFile().toAbsolutePath().normalize();
        this.loader = Workspace.loader(root.console());
        this.socket = ControlPath.of(loader.locate(file));
    }

    Path socket() {
        return socket;
    }

    /**
     * Asks and waits.
     *
     * @param options of the command; how its answer is to look is added
     * @return the exit code, after everything was printed
     * @throws ControlClient.NoDaemonException if there is no daemon
     * @throws LockedException if there is one, and it does not answer
     */
    int ask(String command, Map<String, String> options)
            throws ControlClient.NoDaemonException, LockedException, RefusedException {
        Verdict verdict = verdict(command, options);
        verdict.lines().forEach(root.display()::tell);
        return verdict.exitCode();
    }

    /** The same, with what it says at the end not printed yet. */
    Verdict verdict(String command, Map<String, String> options)
            throws ControlClient.NoDaemonException, LockedException, RefusedException {
        Map<String, String> all = new HashMap<>(options);
        if (root.json()) {
            all.put("json", "");
        }
        if (root.console().colours()) {
            all.put("colours", "");
        }
        Map<String, String> variables = variables();
        variables.keySet().retainAll(loader.variables(file));
        ControlRequest request = new ControlRequest(command, file.toString(), text(), variables, all);
        try {
            return ControlClient.ask(socket, request, PATIENCE, new Printed(root.console()));
        } catch (ControlClient.NoDaemonException e) {
            throw e;
        } catch (ControlClient.ForbiddenException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new LockedException("the daemon at " + socket + " does not answer (" + e.getMessage() + "): see "
                    + Advice.here().status());
        }
    }

    /** Empty where the file cannot be read; the daemon goes by its own then, where it can. */
    private String text() {
        try {
            return loader.read(file).text();
        } catch (ConfigException e) {
            return "";
        }
    }

    /** As the daemon had them if it started now. Who may not read the file is the daemon's own account, with systemd's reading of it. */
    private Map<String, String> variables() throws RefusedException {
        Path environment = EnvironmentFile.beside(file);
        if (Files.notExists(environment)) {
            // The daemon keeps the values that it has.
            return new HashMap<>();
        }
        if (!Files.isReadable(environment)) {
            return new HashMap<>(root.console().environment());
        }
        try {
            return EnvironmentFile.read(environment);
        } catch (IOException e) {
            throw new RefusedException("cannot read " + environment + ": " + e.getMessage() + "; nothing was changed");
        }
    }

    private record Printed(Console console) implements ControlClient.Output {
        @Override
        public void out(String text) {
            text.lines().forEach(console.out()::println);
        }

        @Override
        public void err(String text) {
            text.lines().forEach(console.err()::println);
        }
    }
}
