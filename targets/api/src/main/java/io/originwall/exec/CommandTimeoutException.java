package io.originwall.exec;

/** A command ran into its time limit and was killed. */
public final class CommandTimeoutException extends CommandException {
    private static final long serialVersionUID = 1L;

    public CommandTimeoutException(Command command) {
        super(command + ": killed, it took longer than " + command.timeLimit().toMillis() + " ms");
    }
}
