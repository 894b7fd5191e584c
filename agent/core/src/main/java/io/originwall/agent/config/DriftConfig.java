package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.time.Duration;

/** The {@code drift:} section. */
public record DriftConfig(
        @Setting("How often each target is read again, under the event watch.")
        Duration check) {
    public static DriftConfig defaults() {
        return new DriftConfig(Duration.ofSeconds(30));
    }
}
