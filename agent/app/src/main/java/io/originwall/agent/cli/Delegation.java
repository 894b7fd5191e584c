package io.originwall.agent.cli;

import io.originwall.agent.control.ControlClient;
import io.originwall.agent.state.StateLock;
import java.time.Duration;
import java.util.Map;

/** Does a command where it belongs: in the running daemon, or, where there is none, in this process. */
final class Delegation {
    /** A daemon that has just started listens soon. */
    private static final Duration START = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(200);

    private final DaemonClient daemon;
    private final Progress progress;

    Delegation(Originwall root) {
        this.daemon = new DaemonClient(root);
        this.progress = root.progress();
    }

    /** What a command does by itself, under the state lock. */
    @FunctionalInterface
    interface Local {
        int run() throws Exception;
    }

    /**
     * Returns the exit code.
     *
     * @throws LockedException if another process holds the lock and does not answer
     */
    int run(String command, Map<String, String> options, Local local) throws Exception {
        try {
            return daemon.ask(command, options);
        } catch (ControlClient.NoDaemonException none) {
            try {
                return local.run();
            } catch (StateLock.HeldException held) {
                try (Progress.Step waiting = progress.on("waiting for the daemon to start")) {
                    return askAgain(command, options, held);
                }
            }
        }
    }

    private int askAgain(String command, Map<String, String> options, StateLock.HeldException held) throws Exception {
        long end = System.nanoTime() + START.toNanos();
        while (held.isHeldBy("run") && System.nanoTime() - end < 0) {
            try {
                return daemon.ask(command, options);
            } catch (ControlClient.NoDaemonException notYet) {
                Thread.sleep(POLL.toMillis());
            }
        }
        throw new LockedException(
                held.isHeldBy("run")
                        ? held.holding() + " and does not answer at " + daemon.socket() + ": "
                                + DaemonClient.wayOut(command)
                        : String.valueOf(held.getMessage()));
    }
}
