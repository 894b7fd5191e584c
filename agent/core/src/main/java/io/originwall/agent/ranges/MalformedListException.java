package io.originwall.agent.ranges;

import io.originwall.text.OneLine;

/** A body that is not the list it should be. */
final class MalformedListException extends Exception {
    private final String problem;

    MalformedListException(String problem) {
        super(problem);
        this.problem = OneLine.of(problem);
    }

    /** One line, without the name of the source. */
    String problem() {
        return problem;
    }
}
