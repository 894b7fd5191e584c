package io.originwall.agent.cli;

import io.originwall.agent.cli.generate.CompletionCommand;
import io.originwall.agent.cli.generate.ConfiguredTargets;
import io.originwall.agent.cli.generate.GenerateCommand;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.api.AddOnCommands;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root command: the options that every command has, and the commands. */
@Command(
        name = "originwall",
        description = "Keeps an origin server reachable only through its CDN.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        usageHelpWidth = 100,
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; plan --exit-code: nothing to change; check: allowed everywhere; audit: no finding",
            "1:at least one target failed; the message names it and says why",
            "2:plan --exit-code: changes pending; check: denied somewhere; audit: findings; trial: not confirmed",
            "3:no trustworthy ranges, and no last good list to fall back on",
            "64:usage error",
            "69:no Java, or one that is too old",
            "75:the daemon does not answer, or is busy; try again",
            "78:config error",
            "128 + n:ended by signal n"
        })
public final class Originwall extends CommandGroup {
    /** As the help of Unix says it; what is used is {@link ConfigLoader#DEFAULT_FILE}. */
    static final String DEFAULT_CONFIG = "/etc/originwall/config.yaml";

    private static final Set<String> WHOLE = Set.of("-h", "--help", "help", "completion", "generate");

    private final Console console;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The config file. Default: $ORIGINWALL_CONFIG, else " + DEFAULT_CONFIG + ".")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print one JSON document on stdout.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log what is done, and show the stack trace of a failure.")
    private boolean verbose;

    private Originwall(Console console) {
        this.console = console;
    }

    /** The whole command line, ready to be executed. */
    public static CommandLine commandLine(Console console) {
        Originwall root = new Originwall(console);
        return root.with(root.allCommands().values());
    }

    /**
     * The command line for these arguments: only the command that they name. Reading the annotations of all the others takes half of a
     * cold start. Where none is named, or help is asked for, it is the whole.
     */
    static CommandLine commandLine(Console console, List<String> arguments) {
        Originwall root = new Originwall(console);
        Map<String, Supplier<CommandLine>> commands = root.commands();
        Optional<String> word = firstWord(arguments);
        boolean whole = arguments.stream().anyMatch(WHOLE::contains);
        if (whole || !word.map(commands::containsKey).orElse(false)) {
            commands = root.allCommands();
        }
        Optional<Supplier<CommandLine>> named = word.map(commands::get);
        whole |= named.isEmpty();
        CommandLine line = root.with(whole ? commands.values() : List.of(named.get()));
        if (word.isPresent() && named.isEmpty()) {
            // A command further on would be taken for the one that is meant, and its complaints be heard first.
            line.getCommandSpec().parser().stopAtUnmatched(true);
        }
        return line;
    }

    /** The first that is no option, nor the value of one: the place of the command. */
    private static Optional<String> firstWord(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                return Optional.of(argument);
            }
            if (argument.matches("-v*c|--config")) {
                i++;
            }
        }
        return Optional.empty();
    }

    /** With those of add-ons, under each word that may be typed for them. */
    private Map<String, Supplier<CommandLine>> allCommands() {
        Map<String, Supplier<CommandLine>> commands = commands();
        for (AddOnCommands addOn : console.addOns().get()) {
            Supplier<CommandLine> line = () -> AddOnCommand.of(addOn, this);
            addOn.names().forEach(name -> commands.putIfAbsent(name, line));
        }
        return commands;
    }

    private Map<String, Supplier<CommandLine>> commands() {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new CommandLine(new RunCommand(this)));
        commands.put("reload", () -> new CommandLine(new ReloadCommand(this)));
        commands.put("sync", () -> new CommandLine(new SyncCommand(this)));
        commands.put("plan", () -> new CommandLine(new PlanCommand(this)));
        commands.put("status", () -> new CommandLine(new StatusCommand(this)));
        commands.put("history", () -> new CommandLine(new HistoryCommand(this)));
        commands.put("check", () -> new CommandLine(new CheckCommand(this)));
        commands.put("audit", () -> new CommandLine(new AuditCommand(this)));
        commands.put("ranges", () -> new CommandLine(new RangesCommand(this)));
        commands.put("trial", () -> new CommandLine(new TrialCommand(this)));
        commands.put("confirm", () -> new CommandLine(new ConfirmCommand(this)));
        commands.put("boot", () -> new CommandLine(new BootCommand(this)));
        commands.put("remove", () -> new CommandLine(new RemoveCommand(this)));
        commands.put("config", () -> new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(this)));
        commands.put("service", () -> new CommandLine(new ServiceCommand(this)));
        commands.put("demo", () -> new CommandLine(new DemoCommand(this)));
        commands.put("completion", () -> new CommandLine(new CompletionCommand()));
        commands.put("generate", () -> new CommandLine(new GenerateCommand()));
        commands.put(ConfiguredTargets.COMMAND, () -> new CommandLine(new TargetsCommand(this)));
        commands.put("help", () -> new CommandLine(new CommandLine.HelpCommand()));
        return commands;
    }

    private CommandLine with(Collection<Supplier<CommandLine>> commands) {
        CommandLine line = new CommandLine(this);
        // One that goes by several words is there once.
        commands.stream().distinct().forEach(command -> line.addSubcommand(command.get()));
        return Failures.handledBy(this, line);
    }

    Console console() {
        return console;
    }

    Display display() {
        return new Display(console, json);
    }

    Progress progress() {
        return console.progress();
    }

    Style style() {
        return display().style();
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    Path configFile() {
        return config.orElseGet(() -> {
            String named = console.environment().getOrDefault("ORIGINWALL_CONFIG", "");
            return named.isEmpty() ? ConfigLoader.DEFAULT_FILE : Path.of(named);
        });
    }
}
