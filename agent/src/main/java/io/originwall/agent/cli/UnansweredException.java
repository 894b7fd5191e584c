package io.originwall.agent.cli;

/** Only the daemon can do what was asked, and it does not answer. The message is one line that tells where to look. */
final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message) {
        super(message);
    }
}
