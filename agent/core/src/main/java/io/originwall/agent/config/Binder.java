package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fills records from the tree: each component is the key of its name in kebab case. What cannot be read is reported and falls back to
 * the default, so that the rest is still looked at; a config with a problem is never used. Not thread-safe.
 */
final class Binder {
    private final Problems problems;

    Binder(Problems problems) {
        this.problems = problems;
    }

    /** A record all of whose keys may be left out. */
    <R extends Record> R section(Class<R> type, Optional<Node> node, R defaults) {
        return node.flatMap(given -> record(type, given, Optional.of(defaults))).orElse(defaults);
    }

    /** A list that may be left out. */
    <T> List<T> list(Class<T> type, Optional<Node> node, List<T> otherwise) {
        return node.flatMap(given -> sequence(given))
                .map(given -> items(type, given).map(type::cast).toList())
                .orElse(otherwise);
    }

    /** One value that may be left out. */
    <T> Optional<T> scalar(Class<T> type, Optional<Node> node) {
        return node.flatMap(given -> scalar(type, given)).map(type::cast);
    }

    private <R extends Record> Optional<R> record(Class<R> type, Node node, Optional<R> defaults) {
        if (node instanceof Node.Nothing && defaults.isPresent()) {
            return defaults; // a section whose every key is commented out
        }
        return mapping(node).flatMap(mapping -> {
            refuseUnknownKeys(mapping, Keys.of(type).toList(), Keys.below(type));
            return fill(type, mapping, defaults);
        });
    }

    /**
     * Reports keys that do not belong here.
     *
     * @param below the known keys of the groups in this one, with their paths
     */
    void refuseUnknownKeys(Node.Mapping mapping, List<String> known, Map<String, String> below) {
        Set<String> keys = Set.copyOf(known);
        mapping.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                String meant = NearMiss.question(key, known, below);
                String help = meant.isEmpty() ? "; known here: " + String.join(", ", known) : meant;
                problems.add(entry.place(), "unknown key" + help);
            }
        });
    }

    /** Fills a record and leaves keys alone that are not its own; empty only without defaults. */
    <R extends Record> Optional<R> fill(Class<R> type, Node.Mapping mapping, Optional<R> defaults) {
        List<Optional<Object>> values = Stream.of(type.getRecordComponents())
                .map(component -> component(component, mapping, defaults.map(record -> Records.get(component, record))))
                .toList();
        if (values.stream().anyMatch(Optional::isEmpty)) {
            return defaults;
        }
        try {
            return Optional.of(Records.create(
                    type, values.stream().map(Optional::orElseThrow).toArray()));
        } catch (IllegalArgumentException e) {
            refused(mapping, Objects.requireNonNullElse(e.getMessage(), "refused"));
            return defaults;
        }
    }

    /** Reports a refusal at the key that it begins with, or else at the whole. */
    private void refused(Node.Mapping mapping, String why) {
        String key = why.split("[ :]", 2)[0];
        Optional<Node> node = mapping.get(key);
        String rest = why.substring(key.length());
        boolean isNamedTwice = node.isPresent() && (rest.startsWith(": ") || rest.startsWith(" must "));
        problems.add(
                node.map(Node::place).orElseGet(mapping::place),
                isNamedTwice ? rest.substring(rest.indexOf(' ') + 1) : why);
    }

    private Optional<Object> component(RecordComponent component, Node.Mapping mapping, Optional<Object> otherwise) {
        String key = Keys.of(component);
        Optional<Node> node = mapping.get(key);
        Optional<Setting> setting = Optional.ofNullable(component.getAnnotation(Setting.class));
        if (node.isPresent()) {
            setting.map(Setting::deprecated)
                    .filter(instead -> !instead.isEmpty())
                    .ifPresent(instead -> problems.warn(node.get().place(), instead));
            return value(component.getGenericType(), node.get(), otherwise)
                    .filter(value -> isWithin(setting.map(Limits::of), node.get(), value))
                    .or(() -> otherwise);
        }
        Optional<Object> absent = otherwise.or(() -> absent(component.getType()));
        if (absent.isEmpty() || setting.map(Setting::required).orElse(false)) {
            missing(mapping, key, "there is no default");
        }
        return absent;
    }

    void missing(Node.Mapping mapping, String key, String why) {
        problems.add(mapping.place().key(key), "is missing; " + why);
    }

    private boolean isWithin(Optional<Limits> limits, Node node, Object value) {
        Optional<String> problem = limits.flatMap(set -> set.problem(node, value));
        problem.ifPresent(message -> report(node, message));
        return problem.isEmpty();
    }

    /** What a key without any default is when it is left out. */
    private static Optional<Object> absent(Class<?> type) {
        if (type == Optional.class) {
            return Optional.of(Optional.empty());
        }
        if (type == Map.class) {
            return Optional.of(Map.of());
        }
        return type == List.class ? Optional.of(List.of()) : Optional.empty();
    }

    private Optional<Object> value(Type type, Node node, Optional<Object> otherwise) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            Class<?> named = (Class<?>) generic.getActualTypeArguments()[1];
            return mapping(node).map(entries -> entries(named, entries));
        }
        if (type instanceof ParameterizedType generic) {
            Class<?> element = (Class<?>) generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return node instanceof Node.Nothing
                        ? Optional.of(Optional.empty())
                        : value(element, node, Optional.empty()).map(Optional::of);
            }
            return sequence(node).map(items -> items(element, items).toList());
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() && !Scalars.has(plain)
                ? nested(plain.asSubclass(Record.class), node, otherwise)
                : scalar(plain, node);
    }

    private <R extends Record> Optional<Object> nested(Class<R> type, Node node, Optional<Object> otherwise) {
        return record(type, node, otherwise.map(type::cast)).map(Object.class::cast);
    }

    private Stream<Object> items(Class<?> type, Node.Sequence sequence) {
        List<Object> items = new ArrayList<>();
        sequence.items().forEach(item -> value(type, item, Optional.empty()).ifPresent(items::add));
        return items.stream();
    }

    /** A group whose keys are the user's own. */
    private Map<String, Object> entries(Class<?> type, Node.Mapping mapping) {
        Map<String, Object> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) ->
                        value(type, entry.value(), Optional.empty()).ifPresent(value -> entries.put(key, value)));
        return entries;
    }

    private Optional<Object> scalar(Class<?> type, Node node) {
        if (!(node instanceof Node.Scalar scalar)) {
            return refuse(node, "must be one value");
        }
        try {
            return Optional.of(Scalars.read(type, scalar.text()));
        } catch (IllegalArgumentException e) {
            String problem = Objects.requireNonNullElse(e.getMessage(), "refused");
            if (Scalars.isSecret(type)) {
                problems.add(scalar.place(), problem);
            } else {
                problems.add(scalar, problem + nearMiss(type, scalar));
            }
            return Optional.empty();
        }
    }

    private static String nearMiss(Class<?> type, Node.Scalar scalar) {
        if (!type.isEnum()) {
            return "";
        }
        // As written: a hint for what a variable holds would give it away.
        return NearMiss.question(
                scalar.written(), Scalars.constants(type).stream().map(Keys::of).toList());
    }

    Optional<Node.Mapping> mapping(Node node) {
        return node instanceof Node.Mapping mapping ? Optional.of(mapping) : refuse(node, "must be a group of keys");
    }

    Optional<Node.Sequence> sequence(Node node) {
        return node instanceof Node.Sequence sequence ? Optional.of(sequence) : refuse(node, "must be a list");
    }

    private <T> Optional<T> refuse(Node node, String message) {
        if (node instanceof Node.Nothing) {
            problems.add(node.place(), "has no value; write one, or leave it out");
        } else {
            report(node, message);
        }
        return Optional.empty();
    }

    /** Reports a problem with a value, unless it has been reported. */
    void report(Node node, String message) {
        if (node instanceof Node.Scalar scalar) {
            problems.add(scalar, message);
        } else if (!(node instanceof Node.Reported)) {
            problems.add(node.place(), message);
        }
    }
}
