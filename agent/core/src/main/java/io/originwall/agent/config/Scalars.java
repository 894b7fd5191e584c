package io.originwall.agent.config;

import static java.util.Map.entry;

import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The types that one value in the config can have, and how each is read. A new one is one line here and one in the JSON Schema. */
final class Scalars {
    private static final Map<Class<?>, Function<String, Object>> READERS = Map.ofEntries(
            entry(String.class, text -> text),
            entry(int.class, Scalars::wholeNumber),
            entry(boolean.class, Scalars::truth),
            entry(Duration.class, Durations::parse),
            entry(Percent.class, Scalars::percent),
            entry(URI.class, Scalars::uri),
            entry(Path.class, Scalars::path),
            entry(Address.class, Address::parse),
            entry(Cidr.class, Scalars::block),
            entry(PortRange.class, PortRange::parse),
            entry(WebhookUrl.class, WebhookUrl::parse),
            entry(HttpHeader.class, HttpHeader::parse));

    /** A drive and a slash of either kind, as in {@code C:\\ranges.txt}. */
    private static final Pattern WINDOWS_PATH = Pattern.compile("[A-Za-z]:[\\\\/]");

    private Scalars() {}

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if the text is not one; the message says why and does not quote it, for it may hold a secret
     */
    static Object read(Class<?> type, String text) {
        try {
            return type.isEnum() ? constant(type, text) : reader(type).apply(text);
        } catch (AddressFormatException e) {
            throw new IllegalArgumentException(e.problem(), e);
        }
    }

    /** Some of them are records; these are still one value in the config. */
    static boolean has(Class<?> type) {
        return READERS.containsKey(type);
    }

    /** A value of such a type is never quoted, not even as it is written: who writes it in plain must not find it in the log. */
    static boolean isSecret(Class<?> type) {
        return type == WebhookUrl.class || type == HttpHeader.class;
    }

    private static Function<String, Object> reader(Class<?> type) {
        Function<String, Object> reader = READERS.get(type);
        if (reader == null) {
            throw new IllegalStateException("the config has no reader for " + type.getName());
        }
        return reader;
    }

    private static Object constant(Class<?> type, String text) {
        List<Enum<?>> constants = constants(type);
        return constants.stream()
                .filter(constant -> Keys.of(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + String.join(", ", constants.stream().map(Keys::of).toList())));
    }

    static List<Enum<?>> constants(Class<?> type) {
        return Stream.of(type.getEnumConstants()).<Enum<?>>map(Enum.class::cast).toList();
    }

    private static Object wholeNumber(String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException("must be a whole number");
        }
        return Integer.valueOf(text);
    }

    private static Object truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static Object percent(String text) {
        if (!text.matches("[0-9]{1,9}%")) {
            throw new IllegalArgumentException("not a percentage: write 50%");
        }
        return new Percent(Integer.parseInt(text.substring(0, text.length() - 1)));
    }

    /** A bare path becomes a {@code file:} URI, so that every URI in the config says what it is; one with a drive is of Windows. */
    private static Object uri(String text) {
        try {
            if (WINDOWS_PATH.matcher(text).lookingAt()) {
                return new URI("file", "", "/" + text.replace('\\', '/'), null);
            }
            return text.startsWith("/") ? new URI("file", "", text, null) : new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL", e);
        }
    }

    private static Object path(String text) {
        try {
            Path path = Path.of(text);
            // A daemon has no working directory worth the name.
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path", e);
        }
        throw new IllegalArgumentException("must be an absolute path");
    }

    private static Object block(String text) {
        return text.contains("/") ? Cidr.parse(text) : Cidr.of(Address.parse(text));
    }
}
