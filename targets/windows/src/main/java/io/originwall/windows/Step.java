package io.originwall.windows;

import java.util.LinkedHashMap;
import java.util.Map;

/** One write. Each takes effect at once and by itself: the firewall has no transactions. */
sealed interface Step {
    /** What the script is told. */
    Map<String, Object> written();

    /** A new rule, whatever others are called. */
    record Add(Rule rule) implements Step {
        @Override
        public Map<String, Object> written() {
            return step("add", rule.written());
        }
    }

    /** Another name for the first rule of our group with this one. */
    record Rename(String name, String to) implements Step {
        @Override
        public Map<String, Object> written() {
            return step("rename", Map.of("name", name, "to", to));
        }
    }

    /** Out with the rule of our group with this name, which no other rule may have; nothing happens if there is none. */
    record Remove(String name) implements Step {
        @Override
        public Map<String, Object> written() {
            return step("remove", Map.of("name", name));
        }
    }

    private static Map<String, Object> step(String op, Map<String, Object> fields) {
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("op", op);
        step.putAll(fields);
        return step;
    }
}
