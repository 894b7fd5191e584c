package io.originwall.host.iptables;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A machine on which commands are refused by the backend.
 *
 * @param real the machine
 * @param refused which commands; their scripts begin with a line that is none
 */
record Faulty(CommandRunner real, Predicate<Command> refused) implements CommandRunner {
    @Override
    public CommandResult run(Command command) throws CommandException {
        if (refused.test(command)) {
            spoil(Path.of(command.argv().get(command.argv().size() - 1)));
        }
        return real.run(command);
    }

    private static void spoil(Path script) {
        try {
            Files.writeString(script, "nonsense\n" + Files.readString(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RunningCommand start(Command command, Consumer<String> lines) throws CommandException {
        return real.start(command, lines);
    }

    @Override
    public String read(Path file) throws IOException {
        return real.read(file);
    }
}
