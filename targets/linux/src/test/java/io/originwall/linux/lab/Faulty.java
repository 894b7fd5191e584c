package io.originwall.linux.lab;

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

/** A machine on which commands are refused by the backend. */
public final class Faulty extends PassingRunner {
    private final String line;
    private final Predicate<Command> refused;

    /** Their scripts begin with a line that is none. */
    public Faulty(CommandRunner real, Predicate<Command> refused) {
        this(real, "nonsense\n", refused);
    }

    /** Their scripts begin with that line. */
    public Faulty(CommandRunner real, String line, Predicate<Command> refused) {
        super(real);
        this.line = line;
        this.refused = refused;
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        if (refused.test(command)) {
            spoil(Path.of(command.argv().get(command.argv().size() - 1)));
        }
        return super.run(command);
    }

    private void spoil(Path script) {
        try {
            Files.writeString(script, line + Files.readString(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
