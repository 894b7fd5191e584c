package io.originwall.agent.cli;

import io.originwall.agent.config.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line, written as in the config. */
final class SpanConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            Duration span = Durations.parse(text);
            if (span.isZero() || span.isNegative()) {
                throw new TypeConversionException("\"" + text + "\" is not longer than nothing");
            }
            return span;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
