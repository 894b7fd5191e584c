package io.originwall.agent.cli.generate;

import java.nio.file.Path;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/** The shells that can complete our commands. */
public enum Shell {
    BASH,
    ZSH,
    FISH;

    /** The script that completes {@code root} and all commands below it. */
    public String script(CommandSpec root) {
        return switch (this) {
            case BASH -> ConfiguredTargets.inBash(AutoComplete.bash(root.name(), root.commandLine()), root.name());
            case ZSH -> new ZshCompletion(new CommandNode(root)).render();
            case FISH -> new FishCompletion(new CommandNode(root)).render();
        };
    }

    /** Where the shell looks for the script, below {@code share}. */
    Path place(String program) {
        return switch (this) {
            case BASH -> Path.of("bash-completion/completions", program);
            case ZSH -> Path.of("zsh/site-functions", "_" + program);
            case FISH -> Path.of("fish/vendor_completions.d", program + ".fish");
        };
    }

    /** As it is typed: {@code zsh}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
