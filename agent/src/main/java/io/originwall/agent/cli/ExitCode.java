package io.originwall.agent.cli;

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
    /** A config error. */
    public static final int CONFIG = 78;

    private ExitCode() {}
}
