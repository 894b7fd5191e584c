package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.util.Optional;

/**
 * How small and how large a number or a percentage may be, or how short a list.
 *
 * @param min both included
 */
record Limits(long min, long max) {
    static Limits of(Setting setting) {
        return new Limits(setting.min(), setting.max());
    }

    /** What is wrong with the value that was read from this node, if anything. */
    Optional<String> problem(Node node, Object value) {
        // The entries as written count: one that could not be read has been reported already.
        if (node instanceof Node.Sequence sequence && sequence.items().size() < min) {
            return Optional.of("must have at least " + (min == 1 ? "one entry" : min + " entries"));
        }
        if (value instanceof Percent percent) {
            return problem(percent.value(), "%");
        }
        return value instanceof Integer number ? problem(number, "") : Optional.empty();
    }

    private Optional<String> problem(long amount, String unit) {
        if (min <= amount && amount <= max) {
            return Optional.empty();
        }
        if (max == Long.MAX_VALUE) {
            return Optional.of("must be at least " + min + unit);
        }
        return Optional.of(
                min == Long.MIN_VALUE ? "must be at most " + max + unit : "must be " + min + "–" + max + unit);
    }
}
