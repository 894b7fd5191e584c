package io.originwall.bench;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;

/** Knows how much time went by while any command ran, however many at once: that is the backend's share, the rest is ours. */
public final class TimedRunner extends PassingRunner {
    private int running;
    private long since;
    private long nanos;

    public TimedRunner(CommandRunner runner) {
        super(runner);
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        started();
        try {
            return super.run(command);
        } finally {
            ended();
        }
    }

    private synchronized void started() {
        if (running++ == 0) {
            since = System.nanoTime();
        }
    }

    private synchronized void ended() {
        if (--running == 0) {
            nanos += System.nanoTime() - since;
        }
    }

    /** Milliseconds since it was made, once no command runs. */
    public synchronized double millis() {
        return nanos / 1e6;
    }
}
