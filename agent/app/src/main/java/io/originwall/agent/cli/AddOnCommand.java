package io.originwall.agent.cli;

import io.originwall.api.AddOnCommands;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command above the subcommands of an add-on. */
@Command
final class AddOnCommand extends CommandGroup {
    static CommandLine of(AddOnCommands commands, Originwall root) {
        CommandLine line = new CommandLine(new AddOnCommand());
        List<String> names = commands.names();
        line.getCommandSpec()
                .name(names.get(0))
                .aliases(names.subList(1, names.size()).toArray(String[]::new));
        line.getCommandSpec().usageMessage().description(commands.description());
        commands.subcommands(new AgentAddOnContext(root)).forEach(line::addSubcommand);
        return line;
    }
}
