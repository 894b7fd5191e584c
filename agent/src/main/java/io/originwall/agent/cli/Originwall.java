package io.originwall.agent.cli;

import io.originwall.agent.cli.generate.CompletionCommand;
import io.originwall.agent.cli.generate.GenerateCommand;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
            "78:config error"
        })
public final class Originwall implements Runnable {
    static final String DEFAULT_CONFIG = "/etc/originwall/config.yaml";

    private final Console console;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

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
        CommandLine line = new CommandLine(root)
                .addSubcommand(new SyncCommand(root))
                .addSubcommand(new PlanCommand(root))
                .addSubcommand(new StatusCommand(root))
                .addSubcommand(new CheckCommand(root))
                .addSubcommand(new AuditCommand(root))
                .addSubcommand(new RangesCommand(root))
                .addSubcommand(new TrialCommand(root))
                .addSubcommand(new ConfirmCommand(root))
                .addSubcommand(new RemoveCommand(root))
                .addSubcommand(
                        "config", new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(root)))
                .addSubcommand(new DemoCommand(root))
                .addSubcommand(new CommandLine.HelpCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new GenerateCommand());
        return Failures.handledBy(root, line);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? see originwall --help");
    }

    Console console() {
        return console;
    }

    Style style() {
        return new Style(console.colours());
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
            return Path.of(named.isEmpty() ? DEFAULT_CONFIG : named);
        });
    }
}
