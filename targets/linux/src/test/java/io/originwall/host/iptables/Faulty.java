package io.originwall.host.iptables;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A machine on which commands are refused by the backend.
 */
final class Faulty extends PassingRunner {
    private final Predicate<Command> refused;

    /** @param refused which commands; their scripts begin with a line that is none */
    Faulty(CommandRunner real, Predicate<Command> refused) {
        super(real);
        this.refused = refused;
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        if (refused.test(command)) {
            spoil(Path.of(command.argv().get(command.argv().size() - 1)));
        }
        return super.run(command);
    }

    private static void spoil(Path script) {
        try {
            Files.writeString(script, "nonsense\n" + Files.readString(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
