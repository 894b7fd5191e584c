package io.originwall.agent.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Expands {@code ${NAME}} from the environment; a doubled dollar sign before the brace stands for a plain one. What comes in is not looked
 * at again: a variable with YAML or another placeholder in it is just text.
 */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\$\\{)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\{");

    private final Map<String, String> environment;
    private final String wayOut;
    private final Problems problems;

    /** @param wayOut what to do about a variable that is not set, behind those words */
    Placeholders(Map<String, String> environment, String wayOut, Problems problems) {
        this.environment = environment;
        this.wayOut = wayOut;
        this.problems = problems;
    }

    /** The names of the variables in a text. */
    static Set<String> names(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .flatMap(found -> Optional.ofNullable(found.group(2)).stream())
                .collect(Collectors.toSet());
    }

    Node expand(SourceLocation place, String written) {
        StringBuilder text = new StringBuilder();
        boolean whole = true;
        Matcher matcher = PLACEHOLDER.matcher(written);
        while (matcher.find()) {
            Optional<String> value = value(matcher, place, written);
            whole &= value.isPresent();
            matcher.appendReplacement(text, Matcher.quoteReplacement(value.orElse("")));
        }
        matcher.appendTail(text);
        return whole ? new Node.Scalar(place, written, text.toString()) : new Node.Reported(place);
    }

    private Optional<String> value(Matcher placeholder, SourceLocation place, String written) {
        if (placeholder.group(1) != null) {
            return Optional.of("${");
        }
        String name = placeholder.group(2);
        if (name == null) {
            problems.add(place, Quote.of(written) + ": write ${NAME}, or $${ for a plain ${");
            return Optional.empty();
        }
        Optional<String> value = Optional.ofNullable(environment.get(name));
        if (value.isEmpty()) {
            problems.add(place, Quote.of(written) + ": the environment variable " + name + " is not set" + wayOut);
        }
        return value;
    }
}
