package io.originwall.aws.client;

import io.originwall.api.TargetException;

/** AWS refused a call, or did not answer. The message is one line: which call, where, why and what to do. */
public final class AwsException extends TargetException {
    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    public enum Kind {
        /** Somebody changed it since it was read: read again. */
        CHANGED_MEANWHILE,
        /** It is not there, or not any more. */
        GONE,
        /** Nothing but what the message says. */
        OTHER
    }

    private final Kind kind;

    AwsException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
