package io.originwall.agent.cli;

import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.daemon.Daemon;
import io.originwall.agent.daemon.DaemonContext;
import io.originwall.agent.daemon.Signals;
import io.originwall.agent.state.StateLock;
import io.originwall.exec.SystemCommandRunner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

@Command(
        name = "run",
        description = {
            "Stay, fetch the ranges on schedule, and repair every target the moment somebody changes it.",
            "SIGHUP reads the config again, SIGUSR1 syncs now, SIGTERM ends it; the rules stay in force."
        })
final class RunCommand implements Callable<Integer> {
    private final Originwall root;

    RunCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Daemon> started = new CompletableFuture<>();
        try (CommandContext context = CommandContext.openForDaemon(root);
                StateLock lock = context.lockOrNone("run")) {
            // Before it starts: what is asked of it meanwhile is done when it has.
            Signals.on("HUP", () -> started.join().reload());
            Signals.on("USR1", () -> started.join().syncNow());
            Signals.on("TERM", end::countDown);
            Signals.on("INT", end::countDown);
            DaemonCommands commands = new DaemonCommands(root.console(), context.file(), started, context::parse);
            try (ControlService control = ControlService.of(context.config(), commands);
                    Daemon daemon = Daemon.start(context.loaded(), context.state(), context, context(), event -> {})) {
                context.rejected().map(LoadedConfig::config).ifPresent(daemon::cleanAfter);
                started.complete(daemon);
                end.await();
            }
        }
        return ExitCode.OK;
    }

    private DaemonContext context() {
        Console console = root.console();
        return new DaemonContext(Version.text(), console.environment(), new SystemCommandRunner(), console.clock());
    }
}
