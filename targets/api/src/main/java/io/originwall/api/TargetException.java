package io.originwall.api;

/** A target could not be read or written. The message is one line: what failed, where, and what to do. */
public class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    public TargetException(String message) {
        super(message);
    }

    public TargetException(String message, Throwable cause) {
        super(message, cause);
    }
}
