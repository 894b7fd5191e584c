package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.net.URI;
import java.util.List;

/** The {@code ranges:} section: where the ranges come from. */
public record RangesConfig(
        @Setting("Who publishes the ranges: cloudflare, or a list of one CIDR block a line at a url or in a file.")
        Provider provider,

        @Setting("Where they are published; http:// only to a loopback address. For provider file: the path.")
        URI url,

        @Setting("A cross-check; disagreement delays removals and is reported. [] turns it off.")
        List<URI> crossCheck,

        @Setting("More of Cloudflare's networks; jdcloud is its China network.")
        List<Network> networks,

        @Setting("Let the provider's IPv6 ranges in. Without, every IPv6 source is denied on the guarded ports.")
        boolean ipv6,

        @Setting("How often to fetch: a duration, or a Quartz cron expression.")
        String every) {
    /** Who publishes the ranges. */
    public enum Provider {
        CLOUDFLARE,
        URL,
        FILE
    }

    /** A network that is listed only when asked for. */
    public enum Network {
        JDCLOUD
    }

    public static RangesConfig defaults() {
        return new RangesConfig(
                Provider.CLOUDFLARE,
                URI.create("https://api.cloudflare.com/client/v4/ips"),
                List.of(
                        URI.create("https://www.cloudflare.com/ips-v4"),
                        URI.create("https://www.cloudflare.com/ips-v6")),
                List.of(),
                true,
                "1h");
    }
}
