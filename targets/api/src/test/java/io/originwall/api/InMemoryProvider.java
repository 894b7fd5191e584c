package io.originwall.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** Builds in-memory targets and keeps hold of them, so that a test can reach the ones the agent built. */
public final class InMemoryProvider implements TargetProvider<InMemoryProvider.Settings> {
    /** Nothing to set. */
    public record Settings() {}

    private final Map<String, InMemoryTarget> targets = new LinkedHashMap<>();

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public Settings defaults() {
        return new Settings();
    }

    /** One target for each name: building it again finds what the first one left, as on a real host. */
    @Override
    public synchronized InMemoryTarget create(String name, Settings settings) {
        return targets.computeIfAbsent(name, InMemoryTarget::new);
    }

    /** The target of that name, built now if need be. */
    public InMemoryTarget target(String name) {
        return create(name, defaults());
    }
}
