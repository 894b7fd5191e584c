package io.originwall.agent.cli;

import io.originwall.agent.trial.Confirmation;
import io.originwall.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "confirm",
        description = {
            "Make the running trial permanent.",
            "Beside a daemon, the config that was tried becomes its own; that must be the file that it reads."
        })
final class ConfirmCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Originwall root;

    ConfirmCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        return new Delegation(root).run("confirm", Map.of(), this::confirm);
    }

    private int confirm() throws Exception {
        try (CommandContext context = CommandContext.open(root);
                Progress.Step waiting = root.progress().on("waiting for the trial")) {
            new Confirmation(context.state(), PATIENCE).confirm();
            print(root.display());
            return ExitCode.OK;
        }
    }

    static void print(Display display) {
        display.console()
                .out()
                .println(display.json() ? Json.text(Json.object("confirmed", true)) : "confirmed: the guard stays");
    }
}
