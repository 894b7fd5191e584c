package io.originwall.agent.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, and what will be in the next version. Not thread-safe. */
final class Problems {
    private static final Comparator<Problem> IN_ORDER_OF_THE_FILE =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(SourceLocation place, String message) {
        found.add(problem(place, message));
    }

    /** What works, but not in the next version. */
    void warn(SourceLocation place, String message) {
        warnings.add(problem(place, message));
    }

    private Problem problem(SourceLocation place, String message) {
        return new Problem(file, place.line(), place.column(), place.path(), message);
    }

    /** A problem with what the user wrote at this place. */
    void add(Node.Scalar scalar, String message) {
        add(scalar.place(), Quote.of(scalar.written()) + ": " + message);
    }

    /** How many there are so far. */
    int count() {
        return found.size();
    }

    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw new ConfigException(sorted(found));
        }
    }

    List<Problem> warnings() {
        return sorted(warnings);
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream().sorted(IN_ORDER_OF_THE_FILE).toList();
    }
}
