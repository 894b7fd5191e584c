package io.originwall.linux.nftables;

import io.originwall.api.TargetException;

/** Somebody wrote between the plan and a transaction, so that the kernel refused it. */
final class OvertakenException extends TargetException {
    private static final long serialVersionUID = 1L;

    OvertakenException(String message) {
        super(message);
    }
}
