package io.originwall.agent.cli;

import java.util.Set;

/** The exit codes of the contract. */
public final class ExitCode {
    /** Done; nothing to change; allowed everywhere; no finding. */
    public static final int OK = 0;
    /** At least one target failed, or what was asked could not be done. */
    public static final int FAILED = 1;
    /** There are changes, a denial, or findings; a trial was not confirmed. */
    public static final int DIFFERENT = 2;
    /** No trustworthy ranges. */
    public static final int NO_RANGES = 3;
    /** A usage error. */
    public static final int USAGE = 64;
    /** Another process holds the lock. */
    public static final int LOCKED = 75;
    /** A config error. */
    public static final int CONFIG = 78;

    /** Those with which a daemon that is started again would end again: its service stays stopped. As in the unit for systemd. */
    static final Set<Integer> NOT_RESTARTED = Set.of(USAGE, CONFIG);

    private ExitCode() {}
}
