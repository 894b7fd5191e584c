package io.originwall.agent.config;

/**
 * A config that was found good, with the text that says it.
 *
 * @param config what it says
 * @param text as it was read
 */
public record LoadedConfig(Config config, ConfigText text) {}
