package io.originwall.agent.cli;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.agent.config.ConfigText;
import io.originwall.agent.config.DaemonLocation;
import io.originwall.agent.config.EnvironmentFile;
import io.originwall.agent.config.PlatformHints;
import io.originwall.agent.control.ControlClient;
import io.originwall.agent.control.ControlPath;
import io.originwall.agent.control.ControlRequest;
import io.originwall.agent.control.ControlResult;
import io.originwall.agent.state.StateLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the running daemon do what a command asks, and prints what it says meanwhile. */
final class DaemonClient {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonClient.class);

    /** The daemon says every few seconds that it is alive; one that is silent for so long hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For what a command can do without. */
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);

    private static final String WAITING = "waiting for the daemon";

    /** The commands for which the daemon parses a config. */
    private static final Set<String> NEED_VARIABLES = Set.of("reload", "trial");

    /** The commands that do the same where no daemon runs. */
    private static final Set<String> WORK_ALONE = Set.of("sync", "trial", "remove", "status");

    private final Originwall root;
    private final Path file;
    private final ConfigLoader loader;
    private final DaemonLocation location;

    /**
     * What the daemon answered.
     *
     * @param printed it brought an answer to stdout before the verdict
     */
    record Answer(ControlResult verdict, boolean printed) {}

    /** The daemon of the config that the command names. */
    DaemonClient(Originwall root) {
        this.root = root;
        this.file = root.configFile().toAbsolutePath().normalize();
        this.loader = CommandContext.loader(root.console());
        this.location = loader.locate(file);
    }

    /** Warns where the daemon goes by another config than this command; keeps silent where there is nobody to ask. */
    static void warnOfAnotherConfig(Originwall root, CommandContext context) {
        ConfigText text = context.loaded().text();
        ControlRequest request = new ControlRequest(
                "enforces", text.file().toAbsolutePath().normalize().toString(), text.text(), Map.of(), Map.of());
        try (Progress.Step waiting = root.progress().on(WAITING)) {
            ControlResult verdict = ControlClient.ask(
                    ControlPath.of(context.config().location()), request, LITTLE_PATIENCE, new Unheard());
            if (verdict.exitCode() == ExitCode.FAILED) {
                verdict.lines().forEach(root.display()::warn);
            }
        } catch (IOException e) {
            LOG.debug("no daemon says what it enforces", e);
        }
    }

    Path socket() {
        return ControlPath.of(location);
    }

    /**
     * Asks and waits.
     *
     * @param options of the command; how its answer is to look is added
     * @return the exit code, after everything was printed
     * @throws ControlClient.NoDaemonException if there is no daemon
     * @throws LockedException if there is one, and it does not answer
     */
    int ask(String command, Map<String, String> options)
            throws ControlClient.NoDaemonException, LockedException, RefusedException {
        Answer answer = answer(command, options);
        ControlResult verdict = answer.verdict();
        verdict.lines().forEach(root.display()::tell);
        if (root.json() && !answer.printed() && verdict.exitCode() != ExitCode.OK) {
            Failures.print(root.console(), String.join("\n", verdict.lines()), verdict.exitCode());
        }
        return verdict.exitCode();
    }

    /** The same, with what it says at the end not printed yet. */
    Answer answer(String command, Map<String, String> options)
            throws ControlClient.NoDaemonException, LockedException, RefusedException {
        Map<String, String> all = new HashMap<>(options);
        if (root.json()) {
            all.put("json", "");
        }
        if (root.console().colours()) {
            all.put("colours", "");
        }
        Map<String, String> variables = NEED_VARIABLES.contains(command) ? variables() : Map.of();
        ControlRequest request = new ControlRequest(command, file.toString(), text(), variables, all);
        Printed printed = new Printed(root.console());
        try (Progress.Step waiting = root.progress().on(WAITING)) {
            return new Answer(ControlClient.ask(socket(), request, PATIENCE, printed), printed.any);
        } catch (ControlClient.NoDaemonException e) {
            throw e;
        } catch (ControlClient.ForbiddenException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String message =
                    holder() + " does not answer at " + socket() + " (" + e.getMessage() + "): " + wayOut(command);
            if (printed.any) {
                // An answer is there already, and there is only one.
                return new Answer(new ControlResult(ExitCode.LOCKED, List.of(message)), true);
            }
            throw new LockedException(message);
        }
    }

    private String holder() {
        return StateLock.holder(location.stateDir())
                .map(holder -> "the daemon, " + holder + ",")
                .orElse("the daemon");
    }

    /** What to do where the daemon does not answer. */
    static String wayOut(String command) {
        PlatformHints advice = PlatformHints.here();
        return WORK_ALONE.contains(command) ? advice.stop() + " && originwall " + command : "see " + advice.status();
    }

    /** Empty where the file cannot be read; the daemon goes by its own then, where it can. */
    private String text() {
        try {
            return loader.read(file).text();
        } catch (ConfigException e) {
            return "";
        }
    }

    /** As the daemon had them if it started now. Who may not read the file is the daemon's own account, with systemd's reading of it. */
    private Map<String, String> variables() throws RefusedException {
        Map<String, String> variables = new HashMap<>();
        Path environment = EnvironmentFile.beside(file);
        try {
            variables.putAll(
                    Files.exists(environment) && !Files.isReadable(environment)
                            ? root.console().environment()
                            : EnvironmentFile.read(environment));
        } catch (NoSuchFileException e) {
            LOG.debug("the daemon keeps the values that it has", e);
        } catch (IOException e) {
            throw new RefusedException(EnvironmentFile.unreadable(environment, e) + "; nothing was changed");
        }
        variables.keySet().retainAll(loader.variables(file));
        return variables;
    }

    private static final class Printed implements ControlClient.Output {
        private final Console console;
        private boolean any;

        Printed(Console console) {
            this.console = console;
        }

        @Override
        public void out(String text) {
            any = true;
            text.lines().forEach(console.out()::println);
        }

        @Override
        public void err(String text) {
            text.lines().forEach(console.err()::println);
        }
    }

    private record Unheard() implements ControlClient.Output {
        @Override
        public void out(String text) {}

        @Override
        public void err(String text) {}
    }
}
