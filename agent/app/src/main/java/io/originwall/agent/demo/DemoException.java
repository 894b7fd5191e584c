package io.originwall.agent.demo;

/** The demo cannot be shown here. The message is one line: what is missing, and what to do. */
public final class DemoException extends Exception {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
