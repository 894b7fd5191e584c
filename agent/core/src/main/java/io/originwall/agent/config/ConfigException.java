package io.originwall.agent.config;

import java.util.List;
import java.util.stream.Collectors;

/** A config that cannot be used; the message has one line for each problem, in the order of the file. */
public final class ConfigException extends Exception {
    private final List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All of them; never empty. */
    public List<Problem> problems() {
        return problems;
    }
}
