package io.originwall.exec;

/** A command could not be run to its end; the message is one line and names it. */
public class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
