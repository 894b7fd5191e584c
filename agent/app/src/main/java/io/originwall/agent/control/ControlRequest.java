package io.originwall.agent.control;

import java.util.Map;

/**
 * What a command asks of the daemon.
 *
 * @param command as it is typed: {@code sync}, {@code reload}
 * @param file the absolute path of the config file that the command means
 * @param text what that file says; empty where it cannot be read
 * @param variables values for the <code>${NAME}</code>s of that file
 * @param options of the command, and how its answer is to look, by their names
 */
public record ControlRequest(
        String command, String file, String text, Map<String, String> variables, Map<String, String> options) {
    public ControlRequest {
        variables = Map.copyOf(variables);
        options = Map.copyOf(options);
    }

    /** Empty where the option is not given. */
    public String option(String name) {
        return options.getOrDefault(name, "");
    }

    public boolean isSet(String option) {
        return options.containsKey(option);
    }
}
