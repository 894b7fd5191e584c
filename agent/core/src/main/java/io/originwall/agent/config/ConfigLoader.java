package io.originwall.agent.config;

import io.originwall.api.TargetProvider;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the config file and reports every problem at once. Immutable and thread-safe. */
public final class ConfigLoader {
    /** Where the config is when nobody says otherwise. */
    public static final Path DEFAULT_FILE = DefaultPaths.here().config();

    private final Map<String, TargetProvider<?>> providers;
    private final Map<String, String> environment;
    private final Set<String> unread;
    private final Supplement supplement;

    /**
     * What came from the file of variables beside the config.
     *
     * @param file empty where nothing did
     * @param problem why it cannot be read; empty where it can, or need not
     */
    private record Supplement(Optional<Path> file, Optional<String> problem) {
        static final Supplement NONE = new Supplement(Optional.empty(), Optional.empty());
    }

    /**
     * @param providers of the target types that this build knows; their settings records must be public
     * @param environment what {@code ${NAME}} stands for, and {@code STATE_DIRECTORY}
     * @throws IllegalArgumentException if two providers have one type, or a settings record uses a key that every target has
     */
    public ConfigLoader(Collection<? extends TargetProvider<?>> providers, Map<String, String> environment) {
        Map<String, TargetProvider<?>> byType = new LinkedHashMap<>();
        for (TargetProvider<?> provider : providers) {
            Set<String> keys = Keys.of(provider.defaults().getClass()).collect(Collectors.toSet());
            keys.retainAll(TargetsReader.COMMON_KEYS);
            if (!keys.isEmpty() || byType.putIfAbsent(provider.type(), provider) != null) {
                throw new IllegalArgumentException(
                        "target type " + provider.type() + ": there are two of it, or it claims the keys " + keys);
            }
        }
        this.providers = byType;
        this.environment = Map.copyOf(environment);
        this.unread = Set.of();
        this.supplement = Supplement.NONE;
    }

    private ConfigLoader(
            ConfigLoader other, Map<String, String> environment, Set<String> unread, Supplement supplement) {
        this.providers = other.providers;
        this.environment = environment;
        this.unread = unread;
        this.supplement = supplement;
    }

    /**
     * The same for a command that tells nobody: it does not look at {@code notifications}, whose secrets are often only in the environment
     * of the daemon, and takes the defaults.
     */
    public ConfigLoader withoutNotifications() {
        return new ConfigLoader(this, environment, Set.of("notifications"), supplement);
    }

    /** The same, where these variables have these values; the others keep theirs. */
    public ConfigLoader with(Map<String, String> variables) {
        return with(variables, supplement);
    }

    private ConfigLoader with(Map<String, String> variables, Supplement from) {
        Map<String, String> merged = new HashMap<>(environment);
        merged.putAll(variables);
        return new ConfigLoader(this, Map.copyOf(merged), unread, from);
    }

    /**
     * The same, where variables that this config uses and the environment lacks have the values that systemd gives the daemon: those of the
     * file beside it. So a command takes the config for what the daemon does.
     */
    public ConfigLoader completed(ConfigText text) {
        Set<String> lacking = new HashSet<>(Placeholders.names(text.text()));
        lacking.removeAll(environment.keySet());
        if (lacking.isEmpty()) {
            return this;
        }
        Path file = EnvironmentFile.beside(text.file());
        try {
            Map<String, String> found = EnvironmentFile.read(file);
            found.keySet().retainAll(lacking);
            return found.isEmpty() ? this : with(found, new Supplement(Optional.of(file), Optional.empty()));
        } catch (NoSuchFileException e) {
            return this;
        } catch (IOException e) {
            return with(Map.of(), new Supplement(Optional.empty(), Optional.of(EnvironmentFile.unreadable(file, e))));
        }
    }

    /** The file that {@link #completed} took values from; empty where it took none. */
    public Optional<Path> completedFrom() {
        return supplement.file();
    }

    /**
     * Where the daemon of this file is found. A file with problems is read as far as it can be: the daemon that runs by its earlier content
     * must be found too.
     */
    public DaemonLocation locate(Path file) {
        Problems ignored = new Problems(file.toString());
        Binder binder = new Binder(ignored);
        Optional<Node.Mapping> root = ConfigFile.read(file, ignored)
                .flatMap(bytes -> ConfigFile.text(bytes, ignored))
                .map(text -> new ConfigText(file, text))
                .flatMap(text -> completed(text).tree(text, ignored))
                .flatMap(binder::mapping);
        Node.Mapping keys = root.orElseGet(() -> StateKey.writtenIn(file));
        Path state = new StateKey(binder, environment, ignored).of(keys).store();
        Optional<Path> socket = root.flatMap(all -> all.get("control"))
                .flatMap(binder::mapping)
                .flatMap(control -> binder.scalar(Path.class, control.get("socket")));
        return new DaemonLocation(state, socket);
    }

    /** The names of the variables that the file uses; none where it cannot be read. */
    public Set<String> variables(Path file) {
        Problems ignored = new Problems(file.toString());
        return ConfigFile.read(file, ignored)
                .flatMap(bytes -> ConfigFile.text(bytes, ignored))
                .map(Placeholders::names)
                .orElse(Set.of());
    }

    /**
     * Reads the file; changes nothing.
     *
     * @throws ConfigException with every problem of the file, or the one why it cannot be read
     */
    public Config load(Path file) throws ConfigException {
        return parse(read(file)).config();
    }

    /**
     * Reads the file as text.
     *
     * @throws ConfigException if that fails, or it is no text
     */
    public ConfigText read(Path file) throws ConfigException {
        Problems problems = new Problems(file.toString());
        Optional<String> text = ConfigFile.read(file, problems).flatMap(bytes -> ConfigFile.text(bytes, problems));
        problems.throwIfAny();
        return new ConfigText(file, text.orElseThrow());
    }

    /**
     * What the text says.
     *
     * @throws ConfigException with every problem
     */
    public LoadedConfig parse(ConfigText text) throws ConfigException {
        Problems problems = new Problems(text.file().toString());
        Binder binder = new Binder(problems);
        Optional<Config> config = tree(text, problems).flatMap(binder::mapping).map(root -> {
            TargetsReader targets = new TargetsReader(providers, binder, problems);
            return new ConfigReader(root, binder, targets, environment, problems).read();
        });
        problems.throwIfAny();
        return new LoadedConfig(config.orElseThrow(), text, problems.warnings());
    }

    /** @param file only for the messages */
    Config parse(String file, byte[] bytes) throws ConfigException {
        Problems problems = new Problems(file);
        Optional<String> text = ConfigFile.text(bytes, problems);
        problems.throwIfAny();
        return parse(new ConfigText(Path.of(file), text.orElseThrow())).config();
    }

    private Optional<Node> tree(ConfigText text, Problems problems) {
        String wayOut = supplement
                .problem()
                .map(problem -> ", and " + problem)
                .orElse(": add it to " + EnvironmentFile.beside(text.file()));
        return YamlReader.read(text.text(), unread, new Placeholders(environment, wayOut, problems), problems);
    }
}
