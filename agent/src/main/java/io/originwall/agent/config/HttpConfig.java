package io.originwall.agent.config;

import io.originwall.api.Setting;

/** The {@code http:} section. */
public record HttpConfig(
        @Setting("Where metrics, status and health are served; \"off\" turns it off.")
        String listen) {
    public static HttpConfig defaults() {
        return new HttpConfig("127.0.0.1:9481");
    }
}
