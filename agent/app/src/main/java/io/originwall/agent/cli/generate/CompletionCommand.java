package io.originwall.agent.cli.generate;

import java.io.PrintWriter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints the script with which a shell completes our commands. */
@Command(
        name = "completion",
        header = "Print a completion script for a shell.",
        description = {
            "Prints the script with which a shell completes originwall's commands and options. For this session:",
            "",
            "  bash: source <(originwall completion bash)",
            "  zsh:  source <(originwall completion zsh)",
            "  fish: originwall completion fish | source"
        },
        mixinStandardHelpOptions = true)
public final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SHELL",
            converter = ShellConverter.class,
            description = "The shell: ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.BASH;

    /** As they are typed; picocli's own refusal would list the constants' names. */
    static final class ShellConverter implements ITypeConverter<Shell> {
        @Override
        public Shell convert(String name) {
            return Stream.of(Shell.values())
                    .filter(shell -> shell.toString().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("no completion for '" + name + "', only for "
                            + Stream.of(Shell.values()).map(Shell::toString).collect(Collectors.joining(", "))));
        }
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(shell.script(spec.root()));
        out.flush();
    }
}
