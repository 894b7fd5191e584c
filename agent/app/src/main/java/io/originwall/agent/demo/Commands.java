package io.originwall.agent.demo;

import java.util.List;

/** Runs an originwall command as a user would; given by the command line, so that the demo shows the real thing. */
@FunctionalInterface
public interface Commands {
    Outcome run(List<String> arguments);

    /**
     * What the command left.
     *
     * @param code its exit code
     * @param output all that it printed
     */
    record Outcome(int code, String output) {}
}
