package io.originwall.agent.state;

/** The state directory cannot be used. The message is one line: what failed, where, and what to do. */
public class StateException extends Exception {
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }

    public StateException(String message, Throwable cause) {
        super(message, cause);
    }
}
