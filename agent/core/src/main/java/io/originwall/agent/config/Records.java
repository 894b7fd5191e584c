package io.originwall.agent.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/** Reads and makes records; plain reflection, so a settings record has to be public. */
final class Records {
    private Records() {}

    @SuppressWarnings("unchecked") // an object's class is the class of its type
    static <R extends Record> Class<R> typeOf(R record) {
        return (Class<R>) record.getClass();
    }

    static Object get(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass().getName() + " must be a public record", e);
        }
    }

    /**
     * Calls the canonical constructor.
     *
     * @throws IllegalArgumentException if the record refuses the values
     */
    static <R extends Record> R create(Class<R> type, Object[] values) {
        Class<?>[] types = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(type.getName() + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " must be a public record", e);
        }
    }
}
