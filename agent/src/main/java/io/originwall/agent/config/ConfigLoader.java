package io.originwall.agent.config;

import io.originwall.api.TargetProvider;
import java.nio.file.Path;
import java.util.Collection;
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

    private ConfigLoader(ConfigLoader other, Set<String> unread) {
        this.providers = other.providers;
        this.environment = other.environment;
        this.unread = unread;
    }

    /**
     * The same for a command that tells nobody: it does not look at {@code notifications}, whose secrets are often only in the environment
     * of the daemon, and takes the defaults.
     */
    public ConfigLoader withoutNotifications() {
        return new ConfigLoader(this, Set.of("notifications"));
    }

    /**
     * Reads the file; changes nothing.
     *
     * @throws ConfigException with every problem of the file, or the one why it cannot be read
     */
    public Config load(Path file) throws ConfigException {
        Problems problems = new Problems(file.toString());
        Optional<byte[]> bytes = ConfigFile.read(file, problems);
        problems.throwIfAny();
        return parse(file.toString(), bytes.orElseThrow());
    }

    /** @param file only for the messages */
    Config parse(String file, byte[] bytes) throws ConfigException {
        Problems problems = new Problems(file);
        Binder binder = new Binder(problems);
        Optional<Config> config = ConfigFile.text(bytes, problems)
                .flatMap(text -> YamlReader.read(text, unread, new Placeholders(environment, problems), problems))
                .flatMap(binder::mapping)
                .map(root -> {
                    TargetsReader targets = new TargetsReader(providers, binder, problems);
                    return new ConfigReader(root, binder, targets, environment, problems).read();
                });
        problems.throwIfAny();
        return config.orElseThrow();
    }
}
