package io.originwall.agent.config;

import io.originwall.net.Cidr;
import java.nio.file.Path;
import java.util.List;

/** The whole config, checked. */
public record Config(
        RangesConfig ranges,
        TrustConfig trust,
        List<Cidr> allow,
        GuardConfig guard,
        DriftConfig drift,
        List<TargetConfig<?>> targets,
        HttpConfig http,
        Path stateDir) {}
