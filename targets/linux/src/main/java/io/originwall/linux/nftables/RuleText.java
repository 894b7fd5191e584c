package io.originwall.linux.nftables;

import io.originwall.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A rule in the words of {@link TableShape}, from the JSON that nft prints. What this does not know it leaves as JSON, so that two rules have
 * the same text only where they do the same. What somebody else chose, such as a comment, stands in quotes and is escaped. Tried with nft
 * 0.9.8, 1.0.6 and 1.1.3.
 */
final class RuleText {
    private static final Pattern COMMENT = Pattern.compile(" comment \"(?:[^\"\\\\]|\\\\.)*\"$");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern ADDRESS = Pattern.compile("\\d+(?:\\.\\d+){3}|[0-9a-f]*:[0-9a-f:.]*");
    private static final List<String> VERDICTS = List.of("accept", "drop", "return", "continue");
    private static final List<String> JUMPS = List.of("jump", "goto");

    /** What {@code -nn} prints as numbers. */
    private static final Map<String, String> WORDS = Map.of(
            "meta nfproto 2", "meta nfproto ipv4",
            "meta nfproto 10", "meta nfproto ipv6",
            "meta l4proto 6", "meta l4proto tcp",
            "meta l4proto 17", "meta l4proto udp",
            "ct direction 0", "ct direction original",
            "ct direction 1", "ct direction reply",
            "fib daddr type 1", "fib daddr type unicast",
            "fib daddr type != 1", "fib daddr type != unicast");

    private RuleText() {}

    /**
     * Of one rule.
     *
     * @param expressions its parts, in their order
     * @param comment its comment
     */
    static String of(List<?> expressions, Optional<String> comment) {
        String body = expressions.stream().map(RuleText::expression).collect(Collectors.joining(" "));
        return body + comment.map(text -> " comment " + Json.ascii(text)).orElse("");
    }

    /** The comment of a rule, or the rule where it has none: what a person finds it by. */
    static String label(String rule) {
        Matcher comment = COMMENT.matcher(rule);
        return comment.find() ? comment.group().substring(" comment ".length()) : '"' + rule + '"';
    }

    private static String expression(Object expression) {
        return known(expression).orElseGet(() -> Json.ascii(expression));
    }

    private static Optional<String> known(Object expression) {
        if (!(expression instanceof Map<?, ?> map) || map.size() != 1) {
            return Optional.empty();
        }
        String kind = String.valueOf(map.keySet().iterator().next());
        Object value = map.values().iterator().next();
        if (VERDICTS.contains(kind)) {
            return isNull(value) ? Optional.of(kind) : Optional.empty();
        }
        if (JUMPS.contains(kind)) {
            return field(value, "target", 1).flatMap(RuleText::name).map(chain -> kind + ' ' + chain);
        }
        return switch (kind) {
            case "match" -> match(value);
            case "counter" -> counter(value);
            case "reject" -> reject(value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> match(Object value) {
        Optional<Object> operator = field(value, "op", 3);
        Optional<String> left = field(value, "left", 3).flatMap(RuleText::selector);
        Optional<String> right = field(value, "right", 3)
                .flatMap(RuleText::operand)
                // Some versions print a set of one without its braces.
                .map(text -> left.equals(Optional.of("fib daddr oifname")) && text.startsWith("\"")
                        ? "{ " + text + " }"
                        : text);
        if (left.isEmpty() || right.isEmpty() || operator.isEmpty()) {
            return Optional.empty();
        }
        String comparison = switch (operator.get().toString()) {
            case "==" -> " ";
            case "!=" -> " != ";
            default -> "";
        };
        String text = left.get() + comparison + right.get();
        return comparison.isEmpty() ? Optional.empty() : Optional.of(WORDS.getOrDefault(text, text));
    }

    /** What of a packet is looked at. */
    private static Optional<String> selector(Object value) {
        if (!(value instanceof Map<?, ?> map) || map.size() != 1) {
            return Optional.empty();
        }
        Object of = map.values().iterator().next();
        return switch (String.valueOf(map.keySet().iterator().next())) {
            case "payload" -> two(field(of, "protocol", 2), field(of, "field", 2));
            case "meta" ->
                field(of, "key", 1)
                        .flatMap(RuleText::name)
                        .map(key -> key.equals("iifname") || key.equals("oifname") ? key : "meta " + key);
            case "ct" -> field(of, "key", 1).flatMap(RuleText::name).map(key -> "ct " + key);
            case "fib" ->
                field(of, "flags", 2)
                        .filter(flags -> flags.equals(List.of("daddr")))
                        .flatMap(flags -> field(of, "result", 2))
                        .flatMap(RuleText::name)
                        .map(result -> "fib daddr " + result);
            default -> Optional.empty();
        };
    }

    private static Optional<String> two(Optional<Object> one, Optional<Object> other) {
        return one.flatMap(RuleText::name)
                .flatMap(first -> other.flatMap(RuleText::name).map(second -> first + ' ' + second));
    }

    /** What it is compared with. */
    private static Optional<String> operand(Object value) {
        if (value instanceof String text) {
            boolean set =
                    text.startsWith("@") && NAME.matcher(text.substring(1)).matches();
            return Optional.of(set || ADDRESS.matcher(text).matches() ? text : Json.ascii(text));
        }
        if (value instanceof Long) {
            return Optional.of(value.toString());
        }
        Optional<Object> range = field(value, "range", 1);
        if (range.isPresent()) {
            return range.filter(List.class::isInstance)
                    .map(ends -> (List<?>) ends)
                    .filter(ends -> ends.size() == 2 && ends.stream().allMatch(Long.class::isInstance))
                    .map(ends -> ends.get(0) + "-" + ends.get(1));
        }
        return field(value, "set", 1)
                .filter(List.class::isInstance)
                .map(elements -> ((List<?>) elements)
                        .stream().map(RuleText::element).sorted().collect(Collectors.joining(", ", "{ ", " }")));
    }

    private static String element(Object value) {
        return value instanceof Map ? Json.ascii(value) : operand(value).orElseGet(() -> Json.ascii(value));
    }

    /** A counter with a name, or one that belongs to the rule, of whatever count. */
    private static Optional<String> counter(Object value) {
        if (value instanceof String text) {
            return Optional.of("counter name " + Json.ascii(text));
        }
        return value instanceof Map || isNull(value) ? Optional.of("counter") : Optional.empty();
    }

    private static Optional<String> reject(Object value) {
        if (isNull(value)
                || value.equals(Map.of("type", "icmpx", "expr", 1L))
                || value.equals(Map.of("type", "icmpx", "expr", "port-unreachable"))) {
            return Optional.of("reject with icmpx type port-unreachable");
        }
        return value.equals(Map.of("type", "tcp reset")) ? Optional.of("reject with tcp reset") : Optional.empty();
    }

    private static boolean isNull(Object value) {
        return value.equals(Map.of());
    }

    private static Optional<String> name(Object value) {
        return Optional.of(value.toString()).filter(text -> NAME.matcher(text).matches());
    }

    /** A field of an object that has so many, no more. */
    private static Optional<Object> field(Object value, String name, int fields) {
        return value instanceof Map<?, ?> map && map.size() == fields
                ? Optional.ofNullable(map.get(name))
                : Optional.empty();
    }
}
