package io.originwall.agent.trial;

/** How a trial stands. */
public enum TrialState {
    RUNNING,
    /** It is being confirmed, or undone. */
    ENDING,
    CONFIRMED,
    UNDONE,
    /** It was undone, since somebody removed the guards. */
    REMOVED,
    /** It is over, and not every target could be put back, or made to stay. */
    FAILED
}
