package io.originwall.agent.cli;

import io.originwall.agent.config.PlatformHints;
import io.originwall.agent.control.ControlClient;
import io.originwall.agent.control.ControlResult;
import io.originwall.json.Json;
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
    private final Originwall root;

    ReloadCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        DaemonClient.Answer answer;
        try {
            answer = new DaemonClient(root).answer("reload", Map.of());
        } catch (ControlClient.NoDaemonException e) {
            throw new RefusedException(
                    e.getMessage() + ": see " + PlatformHints.here().status());
        }
        print(answer);
        return answer.verdict().exitCode();
    }

    private void print(DaemonClient.Answer answer) {
        ControlResult verdict = answer.verdict();
        boolean reloaded = verdict.exitCode() == ExitCode.OK;
        if (answer.printed()) {
            // One document: that of an error.
        } else if (root.json()) {
            root.console().out().println(Json.text(json(verdict)));
        } else if (reloaded) {
            root.console().out().println("reloaded");
        }
        verdict.lines().forEach(reloaded ? root.console()::warn : root.console()::tell);
    }

    static Map<String, Object> json(ControlResult verdict) {
        boolean reloaded = verdict.exitCode() == ExitCode.OK;
        return Json.object(
                "reloaded", reloaded,
                "warnings", reloaded ? verdict.lines() : List.of(),
                "problems", reloaded ? List.of() : verdict.lines());
    }
}
