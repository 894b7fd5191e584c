package io.originwall.agent.cli;

import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.config.Config;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.agent.config.ConfigText;
import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.config.NotificationConfig;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.daemon.Daemon;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.state.AcceptedConfig;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.agent.sync.UnavailableTarget;
import io.originwall.agent.time.OwnThread;
import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.net.AddressSet;
import io.originwall.state.StateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** What a command works with once the config is read. Closes the targets it made. */
final class CommandContext implements Daemon.ConfigSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandContext.class);

    private final Console console;
    private volatile ConfigLoader loader;
    private final Path file;
    private final LoadedConfig loaded;
    private final StateDirectory state;
    private Optional<LoadedConfig> rejected = Optional.empty();
    /** The loader of a config that was read for somebody else, by its digest; the last one will do. */
    private volatile Map<String, ConfigLoader> others = Map.of();

    private final Map<String, Target> opened = new LinkedHashMap<>();

    private CommandContext(Console console, ConfigLoader loader, Path file, LoadedConfig loaded) {
        this.console = console;
        this.loader = loader;
        this.file = file;
        this.loaded = loaded;
        this.state = new StateDirectory(loaded.config().stateDir());
    }

    /** For a command: without notifications, unless it asks for them. */
    static CommandContext open(Originwall root) throws ConfigException {
        return open(root.console(), root.configFile());
    }

    /** For a command: without notifications, unless it asks for them. */
    static CommandContext open(Console console, Path file) throws ConfigException {
        ConfigLoader loader = loader(console).withoutNotifications();
        return of(console, loader, loader.read(file));
    }

    private static CommandContext of(Console console, ConfigLoader loader, ConfigText text) throws ConfigException {
        ConfigLoader completed = loader.completed(text);
        return new CommandContext(console, completed, text.file(), completed.parse(text));
    }

    /** By the config that the daemon accepted last, for a command that must work though the file is broken; empty where there is none. */
    static Optional<CommandContext> openAccepted(Originwall root) {
        ConfigLoader loader = loader(root.console()).withoutNotifications();
        Path file = root.configFile();
        StateDirectory state = new StateDirectory(loader.locate(file).stateDir());
        try {
            Optional<String> text = new AcceptedConfig(new DirectoryStore(state)).text();
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(of(root.console(), loader, new ConfigText(file, text.get())));
        } catch (StateException | ConfigException e) {
            LOG.debug("no config that was accepted last", e);
            return Optional.empty();
        }
    }

    /**
     * For the daemon. Where the file is one that was on trial and not confirmed, its config is the one that was accepted last.
     *
     * @throws ConfigException if the file is no config
     */
    static CommandContext openForDaemon(Originwall root) throws ConfigException {
        CommandContext context = openWhole(root);
        AcceptedConfig accepted = new AcceptedConfig(context.store());
        try {
            Optional<String> text = accepted.text();
            if (text.isEmpty() || !context.isNotConfirmed()) {
                return context;
            }
            CommandContext last = of(root.console(), loader(root.console()), new ConfigText(context.file, text.get()));
            LOG.warn(
                    "{} was on trial and not confirmed: what was accepted before is enforced; edit the file, or run"
                            + " originwall reload to take it",
                    context.file);
            last.rejected = Optional.of(context.loaded);
            return last;
        } catch (ConfigException e) {
            LOG.warn("the config that was accepted last is none any more, the file is taken: {}", e.getMessage());
            return context;
        } catch (StateException e) {
            // Whoever takes the lock next says what is wrong with the directory.
            LOG.debug("not known whether the file was rejected", e);
            return context;
        }
    }

    /**
     * Who is told.
     *
     * @throws ConfigException if a secret is not to be had
     */
    NotificationConfig notifications() throws ConfigException {
        ConfigText text = loaded.text();
        if (!text.text().contains("notifications")) {
            return NotificationConfig.defaults();
        }
        return loader(console).completed(text).parse(text).config().notifications();
    }

    /** With its notifications, and their secrets. */
    static CommandContext openWhole(Originwall root) throws ConfigException {
        ConfigLoader loader = loader(root.console());
        return of(root.console(), loader, loader.read(root.configFile()));
    }

    static ConfigLoader loader(Console console) {
        return new ConfigLoader(console.providers(), console.environment());
    }

    /** The config of the file, where it was on trial and not confirmed, and another one is enforced. */
    Optional<LoadedConfig> rejected() {
        return rejected;
    }

    /** What the config says by now. */
    @Override
    public LoadedConfig load(Map<String, String> variables) throws ConfigException {
        ConfigLoader next = loader.with(variables);
        LoadedConfig read = next.parse(next.read(file));
        loader = next;
        return read;
    }

    /** What a config of somebody else says, with the variables that this process has. */
    LoadedConfig parse(ConfigText text, Map<String, String> variables) throws ConfigException {
        ConfigLoader other = loader.with(variables);
        LoadedConfig parsed = other.parse(text);
        others = Map.of(text.digest(), other);
        return parsed;
    }

    @Override
    public void adopt(LoadedConfig other) {
        loader = others.getOrDefault(other.text().digest(), loader);
    }

    /** The file that variables came from which the environment lacks; empty where none did. */
    Optional<Path> variablesFile() {
        return loader.completedFrom();
    }

    /** The config was on trial and not confirmed, or is on trial. A state that cannot be read keeps no guard down. */
    boolean isNotConfirmed() {
        try {
            return new AcceptedConfig(store())
                    .rejected()
                    .equals(Optional.of(loaded.text().digest()));
        } catch (StateException e) {
            LOG.debug("nobody knows whether the config was on trial", e);
            return false;
        }
    }

    Path file() {
        return file;
    }

    LoadedConfig loaded() {
        return loaded;
    }

    Config config() {
        return loaded.config();
    }

    StateDirectory state() {
        return state;
    }

    StateStore store() {
        return new DirectoryStore(state);
    }

    RangesService rangesService() {
        return new RangesService(config().ranges(), config().trust(), store(), console.clock());
    }

    StateLock lock(String command) throws StateException {
        return StateLock.take(state, command);
    }

    /**
     * The lock, or none where the file system of the state directory does not work, with a warning: the guard must not stay down for that.
     *
     * @throws StateException if another process holds it, its file may not be used, or the directory is not ours to write
     */
    StateLock lockOrNone(String command) throws StateException {
        try {
            return lock(command);
        } catch (StateLock.UnavailableException e) {
            LOG.warn("{}; going on without: the guard goes up, but nothing is remembered", e.getMessage());
            return StateLock.none();
        }
    }

    BootFiles bootFiles() {
        return new BootFiles(state);
    }

    LastChanges lastChanges() {
        return new LastChanges(store());
    }

    /**
     * The targets of these names, or all, each with its guard.
     *
     * @throws CommandLine.ParameterException if the config has no target of a name
     */
    List<GuardedTarget> targets(TargetSelection selection, AllowList allow) {
        AddressSet addresses = allow.addresses();
        return targets(selection, target -> target.guard().allowing(addresses));
    }

    /** The targets of these names, or all, with no guard wanted of them. */
    List<GuardedTarget> unguarded(TargetSelection selection) {
        return targets(selection, target -> Guard.none());
    }

    private List<GuardedTarget> targets(TargetSelection selection, Function<TargetConfig<?>, Guard> wanted) {
        List<GuardedTarget> targets = new ArrayList<>();
        for (TargetConfig<?> config : selection.of(config().targets())) {
            targets.add(new GuardedTarget(opened(config), config.type(), wanted.apply(config)));
        }
        return targets;
    }

    /** Lets these targets get ready to be asked, beside whatever the command has to do first. */
    void prepare(TargetSelection selection) {
        List<Target> targets =
                selection.of(config().targets()).stream().map(this::opened).toList();
        OwnThread.start("originwall-prepare", () -> targets.forEach(Target::prepare));
    }

    private Target opened(TargetConfig<?> config) {
        return opened.computeIfAbsent(config.name(), any -> UnavailableTarget.unlessBuilt(config));
    }

    @Override
    public void close() {
        opened.values().forEach(Target::close);
    }
}
