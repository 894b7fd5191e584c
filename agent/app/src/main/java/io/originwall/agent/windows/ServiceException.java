package io.originwall.agent.windows;

/** The service could not be put up, taken away or looked at. The message is one line: what failed, and what to do. */
public final class ServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    ServiceException(String message) {
        super(message);
    }

    ServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
