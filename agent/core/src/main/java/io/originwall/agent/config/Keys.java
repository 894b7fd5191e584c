package io.originwall.agent.config;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The names of the config's keys and words. */
final class Keys {
    private Keys() {}

    /** {@code denyWith} is written {@code deny-with}. */
    static String of(RecordComponent component) {
        return component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    static Stream<String> of(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents()).map(Keys::of);
    }

    /** The keys of the groups in this one, each with its path: {@code mode} is at {@code guard.mode}. */
    static Map<String, String> below(Class<? extends Record> type) {
        Map<String, String> below = new HashMap<>();
        for (RecordComponent group : type.getRecordComponents()) {
            if (group.getType().isRecord() && !Scalars.has(group.getType())) {
                of(group.getType().asSubclass(Record.class))
                        .forEach(key -> below.putIfAbsent(key, of(group) + "." + key));
            }
        }
        return below;
    }

    /** {@code SOME_WORD} is written {@code some-word}. */
    static String of(Enum<?> constant) {
        return constant.name().replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
