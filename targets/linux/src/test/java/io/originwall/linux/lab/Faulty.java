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
import java.util.function.UnaryOperator;

/** A machine on which commands are refused by the backend. */
public final class Faulty extends PassingRunner {
    private final UnaryOperator<String> spoiled;
    private final Predicate<Command> refused;

    /** Their scripts begin with a line that is none. */
    public Faulty(CommandRunner real, Predicate<Command> refused) {
        this(real, script -> "nonsense\n" + script, refused);
    }

    /** Their scripts are changed like that. */
    public Faulty(CommandRunner real, UnaryOperator<String> spoiled, Predicate<Command> refused) {
        super(real);
        this.spoiled = spoiled;
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
            Files.writeString(script, spoiled.apply(Files.readString(script)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
