package io.originwall.host.bench;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Knows how much time went by while commands ran: that is the backend's share, the rest is ours. */
public final class TimedRunner implements CommandRunner {
    private final CommandRunner runner;
    private final AtomicLong nanos = new AtomicLong();

    public TimedRunner(CommandRunner runner) {
        this.runner = runner;
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        long start = System.nanoTime();
        try {
            return runner.run(command);
        } finally {
            nanos.addAndGet(System.nanoTime() - start);
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

    /** Milliseconds since it was made. */
    public double millis() {
        return nanos.get() / 1e6;
    }
}
