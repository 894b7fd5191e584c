package io.originwall.api;

import java.util.List;
import java.util.Optional;

/**
 * Builds the targets of one type; found by {@link java.util.ServiceLoader}. A new target is one package and one line in
 * {@code META-INF/services}.
 *
 * @param <S> the record that the target's own keys in the config bind to
 */
public interface TargetProvider<S extends Record> {
    /** The {@code type:} in the config. */
    String type();

    /**
     * The settings where the config says nothing. The record's type tells what the config may say: it is public, and its constructor may
     * refuse values with an IllegalArgumentException that says why in one line without quoting them, for they may hold secrets. It refuses
     * what no value of the record may be; {@link #unsupportedReason} refuses what depends on several keys or on the machine. A key that is
     * required needs a value here too, which is never used.
     */
    S defaults();

    /** Is there only one such place on a machine, so that two targets of this type would fight over it? */
    default boolean isSingleton() {
        return false;
    }

    /**
     * Why a target of this type cannot enforce a guard like this, in one line that ends with the way out; empty where it can. The config
     * is refused with it, and a target refuses such a guard as well.
     */
    default Optional<String> unsupportedReason(Mode mode, DenyWith denyWith) {
        return Optional.empty();
    }

    /**
     * Why there can be no target with these settings, in one line that ends with the way out; empty where there can. The config is refused
     * with it, and {@link #create} refuses such settings as well.
     */
    default Optional<String> unsupportedReason(S settings) {
        return Optional.empty();
    }

    /**
     * What a target would have to itself, as far as the config tells: two targets of this type that name the same would undo each other's
     * work, and the config is refused. For a person to read, such as {@code security group sg-0123456789abcdef0}.
     */
    default List<String> exclusiveResources(String name, S settings) {
        return List.of();
    }

    /**
     * Builds a target; touches nothing yet.
     *
     * @throws TargetException if it cannot work on this machine
     */
    Target create(String name, S settings) throws TargetException;
}
