package io.originwall.agent.cli;

import io.originwall.api.AddOnCommands;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command above the subcommands of an add-on. */
@Command
final class AddOnCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine of(AddOnCommands commands, Originwall root) {
        CommandLine line = new CommandLine(new AddOnCommand());
        List<String> names = commands.names();
        line.getCommandSpec()
                .name(names.get(0))
                .aliases(names.subList(1, names.size()).toArray(String[]::new));
        line.getCommandSpec().usageMessage().description(commands.description());
        commands.subcommands(new AddOnContext(root)).forEach(line::addSubcommand);
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "which command? see " + spec.qualifiedName() + " --help");
    }
}
