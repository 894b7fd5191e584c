package io.originwall.agent.cli;

import io.originwall.agent.config.Advice;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.agent.config.EnvironmentFile;
import io.originwall.agent.control.ControlClient;
import io.originwall.agent.control.ControlPath;
import io.originwall.agent.control.ControlRequest;
import io.originwall.agent.control.Verdict;
import io.originwall.agent.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "reload",
        description = {
            "Have the running daemon read its config again, and wait for the verdict: 0, or 78 with every problem.",
            "A config with a problem changes nothing. Variables of the config get the values that the file"
                    + " \"environment\" beside it has now."
        })
final class ReloadCommand implements Callable<Integer> {
    /** A daemon that fetches on a slow line is still quick to read a file; one that takes this long hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Originwall root;

    ReloadCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        Path file = root.configFile().toAbsolutePath().normalize();
        ConfigLoader loader = Workspace.loader(root.console());
        Path socket = ControlPath.of(loader.locate(file));
        Map<String, String> variables = variables(file);
        variables.keySet().retainAll(loader.variables(file));
        Verdict verdict;
        try {
            verdict = ControlClient.ask(
                    socket, new ControlRequest(ControlRequest.RELOAD, file.toString(), variables), PATIENCE);
        } catch (ControlClient.NoDaemonException e) {
            throw new RefusedException(e.getMessage() + ": see " + Advice.here().status());
        } catch (ControlClient.ForbiddenException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UnansweredException("the daemon at " + socket + " does not answer (" + e.getMessage() + "): see "
                    + Advice.here().status());
        }
        print(verdict);
        return verdict.exitCode();
    }

    /** As the daemon had them if it started now. Who may not read the file is the daemon's own account, with systemd's reading of it. */
    private Map<String, String> variables(Path config) throws RefusedException {
        Path file = EnvironmentFile.beside(config);
        if (Files.notExists(file)) {
            // The daemon keeps the values that it has.
            return new HashMap<>();
        }
        if (!Files.isReadable(file)) {
            return new HashMap<>(root.console().environment());
        }
        try {
            return EnvironmentFile.read(file);
        } catch (IOException e) {
            throw new RefusedException("cannot read " + file + ": " + e.getMessage() + "; nothing was reloaded");
        }
    }

    private void print(Verdict verdict) {
        boolean reloaded = verdict.exitCode() == ExitCode.OK;
        if (root.json()) {
            root.console().out().println(Json.text(json(verdict)));
        } else if (reloaded) {
            root.console().out().println("reloaded");
        }
        for (String line : verdict.lines()) {
            root.console().err().println("originwall: " + (reloaded ? "warning: " : "") + line);
        }
    }

    static Map<String, Object> json(Verdict verdict) {
        boolean reloaded = verdict.exitCode() == ExitCode.OK;
        return Json.object(
                "reloaded", reloaded,
                "warnings", reloaded ? verdict.lines() : List.of(),
                "problems", reloaded ? List.of() : verdict.lines());
    }
}
