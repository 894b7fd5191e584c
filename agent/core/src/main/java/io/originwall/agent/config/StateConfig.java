package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.nio.file.Path;

/** The {@code state:} section. */
public record StateConfig(
        @Setting("The directory of the last good ranges, the journal and what was last done;"
                + " STATE_DIRECTORY where this is left out.")
        Path store) {}
