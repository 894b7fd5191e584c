package io.originwall.agent.cli;

/** The daemon refused to start, and would again. Without a stack: the service wrapper prints it as the last words of the log. */
public final class StaysStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    StaysStoppedException(int code) {
        super(
                "exit code " + code + ": the service stays stopped, since it would end so again; mend that, then run"
                        + " sc.exe start Originwall",
                null,
                false,
                false);
    }
}
