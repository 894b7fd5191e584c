package io.originwall.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.originwall.text.OneLine;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Text that is not YAML, in one line: the parser's own message has many. */
final class SyntaxError {
    private static final int LONGEST = 200;

    private SyntaxError() {}

    static SourceLocation place(JsonProcessingException e) {
        return Optional.ofNullable(e.getLocation())
                .filter(location -> location.getLineNr() > 0)
                .map(location -> new SourceLocation(location.getLineNr(), location.getColumnNr(), ""))
                .orElse(SourceLocation.FILE);
    }

    static String explain(JsonProcessingException e, String text) {
        if (e.getCause() instanceof MarkedYAMLException yaml) {
            return "not YAML: " + OneLine.masked(yaml.getProblem(), LONGEST) + hint(e, text);
        }
        // The rest of this one is the name of a Java class.
        return e.getOriginalMessage().startsWith("Expected a field name")
                ? "not YAML: a key must be one word"
                : "not YAML: " + OneLine.masked(e.getOriginalMessage(), LONGEST);
    }

    /** {@code [${PORT}/tcp]} and {@code [::1]} are slips that YAML's own message does not help with. */
    private static String hint(JsonProcessingException e, String text) {
        Optional<String> line =
                text.lines().skip(Math.max(0, place(e).line() - 1)).findFirst();
        boolean special = line.filter(found -> Stream.of("${", "::", "?").anyMatch(found::contains))
                .isPresent();
        return special ? "; inside [ ] or { } put quotes around a value with ${NAME}, :: or ? in it" : "";
    }
}
