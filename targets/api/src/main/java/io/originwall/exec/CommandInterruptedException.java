package io.originwall.exec;

/** The thread that waited for a command was interrupted; the command was killed, and the thread's interrupt flag is set again. */
public final class CommandInterruptedException extends CommandException {
    private static final long serialVersionUID = 1L;

    public CommandInterruptedException(Command command) {
        super(command + ": killed, the thread that waited for it was interrupted");
    }
}
