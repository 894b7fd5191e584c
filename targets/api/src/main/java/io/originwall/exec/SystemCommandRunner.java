package io.originwall.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands on this machine through Apache Commons Exec, with nothing in their environment but {@code LC_ALL}, {@code PATH} and their own;
 * on Windows also where its own things are.
 */
public final class SystemCommandRunner implements CommandRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SystemCommandRunner.class);

    /** More than the longest list of ports: every other one of 65,536. */
    private static final int READ_AT_ONCE = 256 * 1024;

    private final ToolPath tools;
    private final Map<String, String> environment;

    public SystemCommandRunner() {
        this(ChildEnvironment.here());
    }

    SystemCommandRunner(ChildEnvironment surroundings) {
        this.tools = surroundings.tools();
        this.environment = surroundings.environment();
    }

    @Override
    public CommandResult run(Command command) throws CommandException {
        Streams.Collector stdout = new Streams.Collector(command.outputLimit());
        Streams.Collector stderr = new Streams.Collector(command.outputLimit());
        Child child = new Child(Optional.of(command.timeLimit()));
        int exitCode;
        try {
            exitCode = executor(new Streams(command.stdin(), stdout, stderr), child)
                    .execute(commandLine(command), environment(command));
        } catch (IOException e) {
            throw new CommandException(command + ": cannot be started: " + e.getMessage(), e);
        } finally {
            child.kill();
        }
        if (exitCode == Executor.INVALID_EXITVALUE) {
            // The library swallows the interrupt; whoever sent it wants this thread to stop.
            Thread.currentThread().interrupt();
            throw new CommandInterruptedException(command);
        }
        if (child.isTimedOut()) {
            throw new CommandTimeoutException(command);
        }
        LOG.debug("{}: exit code {}", command, exitCode);
        return new CommandResult(child.pid(), exitCode, stdout.text(), stderr.text());
    }

    @Override
    public RunningCommand start(Command command, Consumer<String> lines) throws CommandException {
        Child child = new Child(Optional.empty());
        DefaultExecutor executor = executor(
                new Streams(command.stdin(), new Streams.Lines(lines), new Streams.Collector(command.outputLimit())),
                child);
        try {
            executor.execute(commandLine(command), environment(command), new ExecuteResultHandler() {
                @Override
                public void onProcessComplete(int exitCode) {
                    child.ended();
                }

                @Override
                public void onProcessFailed(ExecuteException e) {
                    child.failed(e);
                }
            });
            child.awaitStart();
        } catch (IOException | CompletionException e) {
            throw new CommandException(command + ": cannot be started: " + e.getMessage(), e);
        }
        return child;
    }

    @Override
    public String read(Path file) throws IOException {
        // Many files below /proc/sys answer the first read only, and none of them tells its size.
        byte[] buffer = new byte[READ_AT_ONCE];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                all.write(buffer, 0, read);
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static DefaultExecutor executor(Streams streams, Child child) {
        DefaultExecutor executor =
                DefaultExecutor.builder().setExecuteStreamHandler(streams).get();
        executor.setExitValues(null);
        executor.setProcessDestroyer(child);
        return executor;
    }

    private Map<String, String> environment(Command command) {
        if (command.environment().isEmpty()) {
            return environment;
        }
        Map<String, String> all = new HashMap<>(command.environment());
        all.putAll(environment);
        return all;
    }

    private CommandLine commandLine(Command command) throws CommandNotFoundException {
        CommandLine line = new CommandLine(tools.find(command.tool()).toString());
        command.argv().stream().skip(1).forEach(argument -> line.addArgument(argument, false));
        return line;
    }
}
