package io.originwall.agent.daemon.http;

import java.time.Duration;

/**
 * How long each phase of a connection may take.
 *
 * @param request until the head of the request is there
 * @param answer until the answer is ready; less than the ten seconds that Prometheus waits
 * @param send until the client has taken it
 * @param drain until the client hangs up
 * @param fresh how old an answer may be that is given again
 */
record Times(Duration request, Duration answer, Duration send, Duration drain, Duration fresh) {
    static Times usual() {
        return new Times(
                Duration.ofSeconds(5),
                Duration.ofSeconds(8),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }
}
