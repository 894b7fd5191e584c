package io.originwall.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The machine, as far as it is commands to run and small files of the kernel to read. An interface so that a test can stand in for it. Safe
 * for use by several threads.
 */
public interface CommandRunner {
    /**
     * Runs a command to its end. An exit code other than 0 is a result, not an exception: what it means is the caller's to say.
     *
     * @throws CommandException when there is no such tool, it ran into its time limit, or this thread was interrupted
     */
    CommandResult run(Command command) throws CommandException;

    /**
     * Starts a command that stays; its time limit does not apply.
     *
     * @param lines gets each line of its standard output, on a thread of the command's own
     */
    RunningCommand start(Command command, Consumer<String> lines) throws CommandException;

    /** All that the kernel says in a file below {@code /proc}; a process of its own for that would cost milliseconds. */
    String read(Path file) throws IOException;
}
