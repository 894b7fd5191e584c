package io.originwall.agent.config;

import java.util.List;

/**
 * A config that was found good, with the text that says it.
 *
 * @param config what it says
 * @param text as it was read
 * @param warnings what of it has to change before the next version, in the order of the file
 */
public record LoadedConfig(Config config, ConfigText text, List<Problem> warnings) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
