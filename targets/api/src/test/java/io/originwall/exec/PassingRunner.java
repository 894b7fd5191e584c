package io.originwall.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A real machine but for what a subclass makes of it: all that is asked of this one is passed on. */
public class PassingRunner implements CommandRunner {
    private final CommandRunner real;

    protected PassingRunner(CommandRunner real) {
        this.real = real;
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        return real.run(command);
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
