package io.originwall.agent.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The status line and the headers of an answer.
 *
 * @param headers by name, whose case does not matter; of several with one name the first
 */
public record HttpHead(int status, Map<String, String> headers) {
    public HttpHead {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** How long the server asks to be left alone; zero where it does not. Its form as a date is not worth a parser. */
    public Duration retryAfter() {
        return header("Retry-After")
                .filter(text -> !text.isEmpty() && text.length() <= 6)
                .filter(text -> text.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ZERO);
    }
}
