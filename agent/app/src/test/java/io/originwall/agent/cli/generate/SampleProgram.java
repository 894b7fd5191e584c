package io.originwall.agent.cli.generate;

import io.originwall.api.TargetNames;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** A program with one of everything that a page or a completion has to show. */
@Command(
        name = "sample",
        header = "A sample.",
        description = {"Does things. Well, it's a sample.", "", "  sample sync --target web", "", ".starts with a dot"},
        subcommands = {SampleProgram.Sync.class, SampleProgram.Config.class, SampleProgram.Secret.class},
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "64:usage error"},
        mixinStandardHelpOptions = true,
        version = "sample 1.2.3")
@SuppressWarnings("UnusedVariable") // picocli writes them, nobody reads them
final class SampleProgram {
    enum Colour {
        red,
        green
    }

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The config.",
            scope = ScopeType.INHERIT)
    private Path config = Path.of("config");

    @Option(names = "--internal", hidden = true, description = "Nobody's business.")
    private boolean internal;

    @Command(
            name = "sync",
            description = "One cycle: 50%% done.",
            exitCodeList = {"0:done", "1:a target failed"})
    static final class Sync {
        @Option(
                names = {"-t", "--target"},
                paramLabel = "NAME",
                completionCandidates = TargetNames.class,
                description = "Only this [target]. Again for more.")
        private List<String> targets = List.of();

        @Option(names = "--colour", paramLabel = "COLOUR", description = "One of ${COMPLETION-CANDIDATES}.")
        private Colour colour = Colour.red;

        @Option(names = "--offline", description = "Ask nobody.")
        private boolean offline;

        @Parameters(paramLabel = "PLACE", arity = "0..1", description = "Where.")
        private String place = "";
    }

    @Command(name = "config", description = "About the config.", subcommands = Config.Check.class)
    static final class Config {
        @Command(name = "check", description = "Reads the config.", footer = "  sample config check  # all of it")
        static final class Check {
            @Option(names = "--strict", description = "Be strict.")
            private boolean strict;
        }
    }

    @Command(name = "secret", hidden = true, description = "Not for users.")
    static final class Secret {}

    static CommandLine commandLine() {
        return new CommandLine(new SampleProgram());
    }

    static CommandNode root() {
        return new CommandNode(commandLine().getCommandSpec());
    }
}
