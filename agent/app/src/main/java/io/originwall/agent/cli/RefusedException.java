package io.originwall.agent.cli;

/** What was asked would do harm, and was not said to be meant. The message is one line that tells how to say so. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
