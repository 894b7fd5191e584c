package io.originwall.agent.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A request, and how much of the answer is wanted.
 *
 * @param url {@code http} or {@code https}, with a host
 * @param headers besides {@code Host}, {@code Connection} and {@code Content-Length}; a {@code User-Agent} replaces the client's
 * @param body sent as UTF-8
 * @param mostBytes the longest body that is read of an answer with this head; negative to read none
 */
public record HttpCall(
        String method,
        URI url,
        Map<String, String> headers,
        Optional<String> body,
        ToIntFunction<HttpHead> mostBytes) {}
