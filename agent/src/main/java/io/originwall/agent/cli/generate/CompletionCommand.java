package io.originwall.agent.cli.generate;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Parameters(paramLabel = "SHELL", description = "The shell: ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.BASH;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(shell.script(spec.root()));
        out.flush();
    }
}
