package io.originwall.agent.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value in the file, with its place. */
sealed interface Node {
    SourceLocation place();

    /**
     * One value.
     *
     * @param written as it stands in the file; this is what messages quote
     * @param text with every {@code ${NAME}} expanded; it may hold a secret
     */
    record Scalar(SourceLocation place, String written, String text) implements Node {}

    /** A key without a value, or with {@code null}. */
    record Nothing(SourceLocation place) implements Node {}

    /** What cannot be used, and has been reported already. */
    record Reported(SourceLocation place) implements Node {}

    /** A list. */
    record Sequence(SourceLocation place, List<Node> items) implements Node {}

    /**
     * A group of keys.
     *
     * @param entries in the order of the file
     */
    record Mapping(SourceLocation place, Map<String, Entry> entries) implements Node {
        Optional<Node> get(String key) {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        }
    }

    /**
     * A key's value.
     *
     * @param place of the key
     */
    record Entry(SourceLocation place, Node value) {}
}
