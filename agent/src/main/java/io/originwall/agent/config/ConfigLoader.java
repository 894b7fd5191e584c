package io.originwall.agent.config;

import io.originwall.api.TargetProvider;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the config file and reports every problem at once. Immutable and thread-safe. */
public final class ConfigLoader {
    /** Where the config is when nobody says otherwise. */
    public static final Path DEFAULT_FILE = Places.here().config();

    private final Map<String, TargetProvider<?>> providers;
    private final Map<String, String> environment;
    private final Set<String> unread;

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
    }

    private ConfigLoader(ConfigLoader other, Map<String, String> environment, Set<String> unread) {
        this.providers = other.providers;
        this.environment = environment;
        this.unread = unread;
    }

    /**
     * The same for a command that tells nobody: it does not look at {@code notifications}, whose secrets are often only in the environment
     * of the daemon, and takes the defaults.
     */
    public ConfigLoader withoutNotifications() {
        return new ConfigLoader(this, environment, Set.of("notifications"));
    }

    /** The same, where these variables have these values; the others keep theirs. */
    public ConfigLoader with(Map<String, String> variables) {
        Map<String, String> merged = new HashMap<>(environment);
        merged.putAll(variables);
        return new ConfigLoader(this, Map.copyOf(merged), unread);
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
                .flatMap(text -> tree(text, ignored))
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
        return new LoadedConfig(parse(text.file().toString(), text.text()), text);
    }

    /** @param file only for the messages */
    Config parse(String file, byte[] bytes) throws ConfigException {
        Problems problems = new Problems(file);
        Optional<String> text = ConfigFile.text(bytes, problems);
        problems.throwIfAny();
        return parse(file, text.orElseThrow());
    }

    private Config parse(String file, String text) throws ConfigException {
        Problems problems = new Problems(file);
        Binder binder = new Binder(problems);
        Optional<Config> config = tree(text, problems).flatMap(binder::mapping).map(root -> {
            TargetsReader targets = new TargetsReader(providers, binder, problems);
            return new ConfigReader(root, binder, targets, environment, problems).read();
        });
        problems.throwIfAny();
        return config.orElseThrow();
    }

    private Optional<Node> tree(String text, Problems problems) {
        return YamlReader.read(text, unread, new Placeholders(environment, problems), problems);
    }
}
