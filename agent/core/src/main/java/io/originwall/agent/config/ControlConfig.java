package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The {@code control:} section. */
public record ControlConfig(
        @Setting("The socket on which the daemon takes commands; in the state directory where this is left out.")
        Optional<Path> socket) {
    public static ControlConfig defaults() {
        return new ControlConfig(Optional.empty());
    }
}
