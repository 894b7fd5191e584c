package io.originwall.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a record component that is read from the config. Its key is the component's name in kebab case. A component may be a
 * {@code boolean}, {@code int}, {@code String}, enum, {@link java.time.Duration}, {@link java.net.URI}, {@link java.nio.file.Path} (absolute,
 * else it is refused), an {@code Address}, {@code Cidr} or {@code PortRange} of {@code io.originwall.net}, a record of such components, or an
 * {@link java.util.Optional}, {@link java.util.List} or {@link java.util.Map} of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What the key means, in one sentence; it ends up in the JSON Schema. */
    String value();

    /** A key without a default, that has to be there. */
    boolean required() default false;

    /** What to write instead of a key that goes in the next version: it is accepted with this warning. Empty for a key that stays. */
    String deprecated() default "";

    /** The least a number or a percentage may be; of a list, the fewest entries. */
    long min() default Long.MIN_VALUE;

    /** The most a number or a percentage may be. */
    long max() default Long.MAX_VALUE;
}
