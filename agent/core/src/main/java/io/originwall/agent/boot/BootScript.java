package io.originwall.agent.boot;

import io.originwall.agent.state.StateException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** {@code libexec/boot}, which loads all boot files of a state directory: the very script that a boot runs, so that it can be tried. */
public final class BootScript {
    private final Path script;
    private final CommandRunner runner;

    /** @param home where the program is installed */
    public BootScript(Path home, CommandRunner runner) {
        this.script = home.resolve("libexec").resolve("boot").toAbsolutePath();
        this.runner = runner;
    }

    /**
     * What a run came to.
     *
     * @param exitCode 0 where all was loaded
     * @param complaints lines that begin with the file they are about
     */
    public record Outcome(int exitCode, List<String> complaints) {
        /** Why one of these files was not loaded, in one line; empty where all of them were. */
        public Optional<String> problemWith(Collection<Path> files) {
            if (exitCode == 0) {
                return Optional.empty();
            }
            return complaints.stream()
                    .filter(line -> files.stream().anyMatch(file -> line.startsWith(file + ":")))
                    .findFirst();
        }
    }

    /**
     * Loads them, in order, each in one transaction.
     *
     * @throws StateException if the script cannot be run
     */
    public Outcome run(Path stateDirectory) throws StateException {
        Command command =
                Command.of(script.toString(), stateDirectory.toAbsolutePath().toString());
        try {
            CommandResult result = runner.run(command);
            return new Outcome(result.exitCode(), result.stderr().lines().toList());
        } catch (CommandException e) {
            throw new StateException("cannot load the boot files: " + e.getMessage(), e);
        }
    }
}
