package io.originwall.agent.cli;

/** Another process holds the lock and does not answer. The message is one line that says which, and what to do. */
final class LockedException extends Exception {
    private static final long serialVersionUID = 1L;

    LockedException(String message) {
        super(message);
    }
}
