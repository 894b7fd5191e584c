package io.originwall.agent.config;

import io.originwall.api.TargetProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** What this repository holds: its files, and the target types that its agent is built with. */
final class ThisBuild {
    /** Surefire runs in the module's directory. */
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private ThisBuild() {}

    static Path file(String name) {
        return ROOT.resolve(name);
    }

    static List<TargetProvider<?>> providers() {
        return ServiceLoader.load(TargetProvider.class).stream()
                .<TargetProvider<?>>map(ServiceLoader.Provider::get)
                .toList();
    }
}
