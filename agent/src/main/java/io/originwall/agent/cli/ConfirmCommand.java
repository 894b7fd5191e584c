package io.originwall.agent.cli;

import io.originwall.agent.json.Json;
import io.originwall.agent.trial.Confirmation;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "confirm", description = "Make the running trial permanent.")
final class ConfirmCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Originwall root;

    ConfirmCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        try (Workspace workspace = Workspace.open(root)) {
            new Confirmation(workspace.state(), PATIENCE).confirm();
            root.console()
                    .out()
                    .println(root.json() ? Json.text(Json.object("confirmed", true)) : "confirmed: the guard stays");
            return ExitCode.OK;
        }
    }
}
