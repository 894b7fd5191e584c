package io.originwall.agent.config;

import java.lang.reflect.RecordComponent;
import java.util.Locale;
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

    /** {@code SOME_WORD} is written {@code some-word}. */
    static String of(Enum<?> constant) {
        return constant.name().replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
