package io.originwall.host.bench;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Knows how much time went by while any command ran, however many at once: that is the backend's share, the rest is ours. */
public final class TimedRunner implements CommandRunner {
    private final CommandRunner runner;
    private int running;
    private long since;
    private long nanos;

    public TimedRunner(CommandRunner runner) {
        this.runner = runner;
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        started();
        try {
            return runner.run(command);
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

    @Override
    public RunningCommand start(Command command, Consumer<String> lines) throws CommandException {
        return runner.start(command, lines);
    }

    @Override
    public String read(Path file) throws IOException {
        return runner.read(file);
    }

    /** Milliseconds since it was made, once no command runs. */
    public synchronized double millis() {
        return nanos / 1e6;
    }
}
