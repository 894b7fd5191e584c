package io.originwall.agent.cli;

import io.originwall.agent.cli.generate.ConfiguredTargets;
import io.originwall.agent.config.ConfigException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** For completion scripts. Says nothing of a config that cannot be read: a person is in the middle of typing. */
@Command(name = ConfiguredTargets.COMMAND, hidden = true, description = "List the names of the config's targets.")
final class TargetsCommand implements Callable<Integer> {
    private final Originwall root;

    TargetsCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (CommandContext context = CommandContext.open(root)) {
            context.config().targets().forEach(target -> root.console().out().println(target.name()));
            return ExitCode.OK;
        } catch (ConfigException e) {
            return ExitCode.CONFIG;
        }
    }
}
