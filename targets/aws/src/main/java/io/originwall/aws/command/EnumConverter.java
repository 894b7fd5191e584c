package io.originwall.aws.command;

import io.originwall.aws.ec2.PolicyTask;
import io.originwall.net.Family;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Constants as they are typed; picocli's own refusal would list their names in Java. */
class EnumConverter<E extends Enum<E>> implements ITypeConverter<E> {
    private final EnumSet<E> all;

    EnumConverter(Class<E> type) {
        this.all = EnumSet.allOf(type);
    }

    @Override
    public E convert(String text) {
        return all.stream()
                .filter(one -> word(one).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected one of "
                        + all.stream().map(EnumConverter::word).collect(Collectors.joining(", ")) + " but was '" + text
                        + "'"));
    }

    private static String word(Enum<?> one) {
        return one.toString().toLowerCase(Locale.ROOT);
    }

    static final class OfTask extends EnumConverter<PolicyTask> {
        OfTask() {
            super(PolicyTask.class);
        }
    }

    static final class OfFamily extends EnumConverter<Family> {
        OfFamily() {
            super(Family.class);
        }
    }
}
