package io.originwall.agent.cli;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.ConfigText;
import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.control.ControlRequest;
import io.originwall.agent.control.ControlResult;
import io.originwall.agent.control.ControlServer;
import io.originwall.agent.control.ControlSession;
import io.originwall.agent.daemon.ConfigTrial;
import io.originwall.agent.daemon.Daemon;
import io.originwall.agent.daemon.Operations;
import io.originwall.agent.daemon.TrialRunningException;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.log.Printable;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.report.StatusDocument.ConfigFile;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.time.OwnThread;
import io.originwall.agent.trial.TrialState;
import io.originwall.api.TargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's side of the commands that it does for others: {@link DaemonClient} asks it. Thread-safe. */
final class DaemonCommands implements ControlServer.Handler {
    /** A client that hears nothing for much longer takes the daemon for one that hangs. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(DaemonCommands.class);

    private final Console console;
    private final Path file;
    private final Future<Daemon> started;
    private final Parser parser;

    /** Reads a config that a client sent. */
    @FunctionalInterface
    interface Parser {
        LoadedConfig parse(ConfigText text, Map<String, String> variables) throws ConfigException;
    }

    /**
     * @param console of the daemon, whose output is not used
     * @param file the config file that the daemon reads
     * @param started the daemon, as soon as there is one
     */
    DaemonCommands(Console console, Path file, Future<Daemon> started, Parser parser) {
        this.console = console;
        this.file = file.toAbsolutePath().normalize();
        this.started = started;
        this.parser = parser;
    }

    @Override
    public ControlResult handle(ControlRequest request, ControlSession client) throws InterruptedException {
        try {
            return handle(request, client, started.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a daemon that starts does not fail", e);
        } catch (RuntimeException e) {
            LOG.error("{} broke: this is a bug", request.command(), e);
            return failed(ExitCode.FAILED, e, display(request, client));
        }
    }

    private ControlResult handle(ControlRequest request, ControlSession client, Daemon daemon)
            throws InterruptedException {
        Display display = display(request, client);
        try {
            return switch (request.command()) {
                case "reload" -> reload(request, client, daemon);
                case "sync" -> sync(request, client, daemon, display);
                case "trial" -> trial(request, client, daemon, display);
                case "confirm" -> confirm(client, daemon, display);
                case "remove" -> remove(request, client, daemon, display);
                case "status" -> status(request, daemon, display);
                case "enforces" -> enforces(request, daemon);
                default ->
                    new ControlResult(
                            ExitCode.USAGE,
                            List.of("the daemon is version " + Version.text() + " and does not know \""
                                    + request.command() + "\": restart it"));
            };
        } catch (ConfigException e) {
            return new ControlResult(
                    ExitCode.CONFIG, String.valueOf(e.getMessage()).lines().toList());
        } catch (NoTrustworthyRangesException e) {
            return failed(ExitCode.NO_RANGES, e, display);
        } catch (TrialRunningException
                | StateException
                | TargetException
                | RefusedException
                | IllegalArgumentException e) {
            return failed(ExitCode.FAILED, e, display);
        }
    }

    private static ControlResult failed(int code, Exception e, Display display) {
        String message = String.valueOf(e.getMessage());
        if (display.json()) {
            Failures.print(display.console(), message, code);
        }
        return new ControlResult(code, List.of(message));
    }

    private Display display(ControlRequest request, ControlSession client) {
        Console remote = new Console(
                ClientStream.to(client::out),
                ClientStream.to(client::err),
                Map.of(),
                request.isSet("colours"),
                console.providers(),
                console.clock());
        return new Display(remote, request.isSet("json"));
    }

    private ControlResult reload(ControlRequest request, ControlSession client, Daemon daemon)
            throws RefusedException, InterruptedException {
        requireOwnFile(request);
        Daemon.Reloaded reloaded;
        try {
            reloaded = await(daemon.reload(request.variables()), client);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a reload ends", e);
        }
        return new ControlResult(
                switch (reloaded.outcome()) {
                    case ACCEPTED -> ExitCode.OK;
                    case REFUSED -> ExitCode.CONFIG;
                    case NOT_NOW -> ExitCode.FAILED;
                },
                reloaded.messages());
    }

    private ControlResult sync(ControlRequest request, ControlSession client, Daemon daemon, Display display)
            throws RefusedException, NoTrustworthyRangesException, TrialRunningException, InterruptedException,
                    StateException, TargetException {
        requireNoTrial(daemon);
        requireEnforced(request, daemon);
        Optional<Acceptance> acceptance = request.isSet("offline")
                ? Optional.empty()
                : Optional.of(request.isSet("accept") ? Acceptance.of(request.option("accept")) : Acceptance.BY_RULES);
        List<String> names = names(request, daemon);
        Cycle cycle = meanwhile(client, () -> daemon.operations().sync(names, acceptance, display::warn));
        return new ControlResult(SyncCommand.exitCode(display, cycle, acceptance), List.of());
    }

    private ControlResult remove(ControlRequest request, ControlSession client, Daemon daemon, Display display)
            throws RefusedException, NoTrustworthyRangesException, TrialRunningException, InterruptedException,
                    StateException, TargetException {
        GuardRemoval removal = new GuardRemoval(console.clock().instant(), Printable.of(request.option("user")));
        List<String> names = names(request, daemon);
        List<String> problems = new CopyOnWriteArrayList<>();
        Cycle cycle = meanwhile(client, () -> daemon.operations().remove(names, removal, problems::add));
        int code = RemoveCommand.print(display, cycle);
        problems.forEach(display::warn);
        return new ControlResult(problems.isEmpty() ? code : ExitCode.FAILED, List.of());
    }

    private ControlResult trial(ControlRequest request, ControlSession client, Daemon daemon, Display display)
            throws RefusedException, NoTrustworthyRangesException, TrialRunningException, InterruptedException,
                    ConfigException, StateException, TargetException {
        if (request.isSet("targets")) {
            throw new RefusedException("beside a daemon a trial is of all targets: leave out --target");
        }
        LoadedConfig tried = parser.parse(new ConfigText(Path.of(request.file()), request.text()), request.variables());
        Duration time = Duration.ofSeconds(Long.parseLong(request.option("seconds")));
        Operations operations = daemon.operations();
        Operations.Begun begun = meanwhile(client, () -> operations.startTrial(tried, time, request.isSet("offline")));
        ConfigTrial trial = begun.trial();
        try {
            if (!trial.file().equals(file)) {
                display.tell("the daemon reads " + file + ", so nobody can confirm this trial: to keep " + trial.file()
                        + ", copy it there and run originwall reload");
            }
            return watch(trial, begun.cycle(), operations, client, new TrialView(display));
        } finally {
            // Whatever went wrong: a guard that nobody confirmed does not stay.
            List<TargetReport> unused = operations.undo(trial);
        }
    }

    private static ControlResult watch(
            ConfigTrial trial, Cycle cycle, Operations operations, ControlSession client, TrialView view)
            throws InterruptedException {
        view.started(cycle);
        if (trial.state() == TrialState.RUNNING) {
            view.onTrial(trial.left());
        }
        long sign = System.nanoTime();
        while (trial.state() == TrialState.RUNNING && !trial.left().isZero() && !client.isGone()) {
            Thread.sleep(POLL.toMillis());
            if (System.nanoTime() - sign > SIGN_OF_LIFE.toNanos()) {
                client.signOfLife();
                sign = System.nanoTime();
            }
        }
        view.failures(operations.undo(trial));
        // Somebody else may have ended it: a confirmation, a removal.
        trial.awaitEnd();
        TrialState outcome = trial.state();
        if (cycle.anyFailed()) {
            view.ended(cycle, "the trial could not start", outcome);
            return new ControlResult(ExitCode.FAILED, List.of());
        }
        view.ended(
                cycle,
                switch (outcome) {
                    case CONFIRMED -> "confirmed";
                    case UNDONE -> "not confirmed";
                    case REMOVED -> "ended by originwall remove";
                    case RUNNING, ENDING, FAILED -> "over";
                },
                outcome);
        return new ControlResult(
                switch (outcome) {
                    case CONFIRMED -> ExitCode.OK;
                    case UNDONE, REMOVED -> ExitCode.DIFFERENT;
                    case RUNNING, ENDING, FAILED -> ExitCode.FAILED;
                },
                List.of());
    }

    private ControlResult confirm(ControlSession client, Daemon daemon, Display display)
            throws RefusedException, NoTrustworthyRangesException, TrialRunningException, InterruptedException,
                    StateException, TargetException {
        Operations operations = daemon.operations();
        ConfigTrial trial = operations
                .trial()
                .filter(begun -> begun.state() == TrialState.RUNNING)
                .orElseThrow(
                        () -> new RefusedException("no trial is running: start one with originwall trial --for 60s"));
        Path named = trial.file();
        if (!named.equals(file)) {
            throw new RefusedException("what is on trial is " + named + ", and the daemon reads " + file
                    + ": copy it there, then run originwall reload");
        }
        List<TargetReport> reports = meanwhile(client, () -> operations.confirm(trial, display::warn));
        new TrialView(display).failures(reports);
        if (trial.state() != TrialState.CONFIRMED) {
            throw new RefusedException("too late, or it could not be made permanent: the trial was undone");
        }
        ConfirmCommand.print(display);
        return new ControlResult(ExitCode.OK, List.of());
    }

    private ControlResult enforces(ControlRequest request, Daemon daemon) {
        return isEnforced(request, daemon)
                ? new ControlResult(ExitCode.OK, List.of())
                : new ControlResult(
                        ExitCode.FAILED,
                        List.of("the daemon enforces another config than " + request.file()
                                + ": run originwall reload"));
    }

    private ControlResult status(ControlRequest request, Daemon daemon, Display display) throws RefusedException {
        List<String> names = names(request, daemon);
        List<TargetStatus> targets = daemon.targets().stream()
                .filter(target -> names.contains(target.name()))
                .toList();
        return new ControlResult(
                new StatusView(display).print(daemon.ranges(), targets, configFile(request, daemon)), List.of());
    }

    private ConfigFile configFile(ControlRequest request, Daemon daemon) {
        List<String> notes = new ArrayList<>();
        if (request.isSet("problems") && !request.option("problems").isEmpty()) {
            return new ConfigFile(
                    request.file(),
                    ConfigFile.State.REFUSED,
                    request.option("problems").lines().toList());
        }
        daemon.operations()
                .trial()
                .map(ConfigTrial::left)
                .ifPresent(left -> notes.add(
                        "a trial is running for " + left.toSeconds() + " s more: run originwall confirm to keep it"));
        if (isEnforced(request, daemon)) {
            return new ConfigFile(
                    request.file(), notes.isEmpty() ? ConfigFile.State.IN_FORCE : ConfigFile.State.NOT_IN_FORCE, notes);
        }
        if (!request.file().equals(file.toString())) {
            notes.add("the daemon reads " + file);
        } else if (notes.isEmpty() && daemon.isRejected(new ConfigText(file, request.text()).digest())) {
            // While it is on trial it counts as rejected too, and is told of as such above.
            return new ConfigFile(request.file(), ConfigFile.State.NOT_CONFIRMED, notes);
        }
        return new ConfigFile(request.file(), ConfigFile.State.NOT_IN_FORCE, notes);
    }

    private static boolean isEnforced(ControlRequest request, Daemon daemon) {
        return new ConfigText(Path.of(request.file()), request.text())
                .digest()
                .equals(daemon.enforced().text().digest());
    }

    private void requireOwnFile(ControlRequest request) throws RefusedException {
        if (!request.file().equals(file.toString())) {
            throw new RefusedException("the daemon reads " + file + ", not " + request.file()
                    + ": name its file with -c, in ExecReload= too where a drop-in changes ExecStart=");
        }
    }

    private static void requireNoTrial(Daemon daemon) throws TrialRunningException {
        Optional<Duration> left = daemon.operations().trial().map(ConfigTrial::left);
        if (left.isPresent()) {
            throw new TrialRunningException(left.get());
        }
    }

    private void requireEnforced(ControlRequest request, Daemon daemon) throws RefusedException {
        if (isEnforced(request, daemon)) {
            return;
        }
        requireOwnFile(request);
        throw new RefusedException(file + " is not what the daemon enforces: run originwall reload first");
    }

    /** Those that the client named, or all; as the daemon's config has them. */
    private static List<String> names(ControlRequest request, Daemon daemon) throws RefusedException {
        List<TargetConfig<?>> targets = daemon.enforced().config().targets();
        List<String> all = targets.stream().map(TargetConfig::name).toList();
        if (request.option("targets").isEmpty()) {
            return all;
        }
        List<String> named = List.of(request.option("targets").split(",", -1));
        for (String name : named) {
            if (!all.contains(name)) {
                throw new RefusedException(
                        "the daemon enforces no target \"" + name + "\", it has: " + TargetSelection.names(targets));
            }
        }
        return named;
    }

    /** Does it on another thread, and tells the client now and then that it is being done; goes on where the client is gone. */
    private static <T> T meanwhile(ControlSession client, Callable<T> work)
            throws NoTrustworthyRangesException, TrialRunningException, StateException, TargetException,
                    InterruptedException {
        Future<T> done = OwnThread.start("originwall-request", work);
        try {
            return await(done, client);
        } catch (ExecutionException e) {
            OwnThread.rethrow(e, NoTrustworthyRangesException.class);
            OwnThread.rethrow(e, TrialRunningException.class);
            OwnThread.rethrow(e, StateException.class);
            OwnThread.rethrow(e, TargetException.class);
            OwnThread.rethrow(e, InterruptedException.class);
            throw new IllegalStateException("a request broke", e.getCause());
        }
    }

    /** Waits, and gives the client a sign of life now and then. */
    private static <T> T await(Future<T> done, ControlSession client) throws ExecutionException, InterruptedException {
        while (true) {
            try {
                return done.get(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                client.signOfLife();
            }
        }
    }
}
