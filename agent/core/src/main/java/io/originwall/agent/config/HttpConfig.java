package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.util.Set;

/**
 * The {@code http:} section.
 *
 * @param listen {@code address:port}, with an address of this host or {@code localhost}; or {@code off}
 */
public record HttpConfig(
        @Setting("Address and port where metrics, status and health are served; \"off\" turns it off.")
        String listen) {
    private static final String OFF = "off";

    public HttpConfig {
        // To YAML 1.1, and so to the tools that write these files, off, no and false are the same word.
        if (Set.of("off", "no", "false").contains(listen)) {
            listen = OFF;
        }
    }

    public static HttpConfig defaults() {
        return new HttpConfig("127.0.0.1:9481");
    }

    /** The address, an IPv6 one without its brackets and localhost as what it stands for; not to be asked where it is off. */
    public String host() {
        String host = listen.substring(0, listen.lastIndexOf(':'));
        if (host.equalsIgnoreCase("localhost")) {
            return "127.0.0.1";
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Not to be asked where it is off. */
    public int port() {
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    public boolean isOff() {
        return listen.equals(OFF);
    }
}
