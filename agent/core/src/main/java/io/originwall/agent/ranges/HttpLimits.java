package io.originwall.agent.ranges;

import io.originwall.agent.time.Backoff;
import java.time.Duration;

/**
 * How far a fetch may go.
 *
 * @param connect for one TCP connection
 * @param attempt for one attempt with all its redirects, whatever the server does in that time
 * @param budget for all attempts and the waits between them
 * @param attempts at most, 1 or more
 * @param backoff between the attempts
 * @param maxBytes the longest body
 */
record HttpLimits(Duration connect, Duration attempt, Duration budget, int attempts, Backoff backoff, int maxBytes) {
    private static final int MEBIBYTE = 1 << 20;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /** For the list itself. Cloudflare's answer has half a kilobyte; 16 MiB hold all blocks that a list may have. */
    static HttpLimits forList(boolean cloudflare) {
        return new HttpLimits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                4,
                BACKOFF,
                (cloudflare ? 4 : 16) * MEBIBYTE);
    }

    /** For a cross-check, which must not hold up a list that is there: it only delays removals. */
    static HttpLimits forCrossCheck() {
        return new HttpLimits(
                Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), 2, BACKOFF, 16 * MEBIBYTE);
    }
}
