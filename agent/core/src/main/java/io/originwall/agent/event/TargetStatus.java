package io.originwall.agent.event;

import io.originwall.api.Enforced;
import java.util.Optional;

/**
 * How one target stands.
 *
 * @param report its plan, not applied
 * @param enforced what it says it enforces; empty where it failed
 */
public record TargetStatus(TargetReport report, Optional<Enforced> enforced) {}
