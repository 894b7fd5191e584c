package io.originwall.agent.control;

import java.util.List;

/**
 * What became of a request.
 *
 * @param exitCode the exit code for the command
 * @param lines what to tell: problems where the exit code is not 0, else warnings
 */
public record ControlResult(int exitCode, List<String> lines) {
    public ControlResult {
        lines = List.copyOf(lines);
    }
}
