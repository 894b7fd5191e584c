package io.originwall.agent.daemon.http;

/** The status server cannot listen where the config says. The message is one line: what failed, where, and what to do. */
public final class StatusServerException extends Exception {
    private static final long serialVersionUID = 1L;

    StatusServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
