package io.originwall.agent.config;

import io.originwall.api.Setting;
import io.originwall.net.Cidr;
import java.nio.file.Path;
import java.util.List;

/** The whole config, checked. */
public record Config(
        @Setting("Where the provider's address ranges come from.")
        RangesConfig ranges,

        @Setting("Which fetched lists are believed.") TrustConfig trust,

        @Setting("Addresses and blocks that are always let in too, such as an office or a monitoring probe.")
        List<Cidr> allow,

        @Setting("What is guarded, and how.") GuardConfig guard,
        @Setting("How changes by others are found.") DriftConfig drift,

        @Setting(value = "The places where the guard is enforced.", required = true, min = 1)
        List<TargetConfig<?>> targets,

        @Setting("What the daemon logs.") LogConfig log,
        @Setting("Metrics, status and health.") HttpConfig http,
        @Setting("How commands reach the daemon.") ControlConfig control,
        @Setting("Who is told of changes and problems.") NotificationConfig notifications,

        @Setting("Where the state is kept.") StateConfig state,
        @Setting("The short form of state.store.") Path stateDir) {
    /** Where the daemon of this config is found. */
    public DaemonLocation location() {
        return new DaemonLocation(stateDir, control.socket());
    }
}
