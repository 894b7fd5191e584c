package io.originwall.host.exec;

import java.util.function.Consumer;

/** Runs commands. An interface so that a test can stand in for the machine. Safe for use by several threads. */
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
}
