package io.originwall.linux.lab;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandNotFoundException;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A machine that tells nothing but what a test answers to commands. */
@FunctionalInterface
public interface CannedRunner extends CommandRunner {
    @Override
    default RunningCommand start(Command command, Consumer<String> lines) throws CommandException {
        throw new CommandNotFoundException(command.tool(), List.of(Path.of("/usr/sbin")));
    }

    @Override
    default String read(Path file) throws IOException {
        throw new IOException(file + " is not there");
    }
}
