package io.originwall.agent.control;

import java.util.Map;

/**
 * What a command asks of the daemon.
 *
 * @param command {@link #RELOAD}
 * @param config the absolute path of the config file that the command means
 * @param variables values for the <code>${NAME}</code>s of that file
 */
public record ControlRequest(String command, String config, Map<String, String> variables) {
    public static final String RELOAD = "reload";

    public ControlRequest {
        variables = Map.copyOf(variables);
    }
}
