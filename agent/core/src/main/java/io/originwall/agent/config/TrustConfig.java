package io.originwall.agent.config;

import io.originwall.api.Setting;
import java.time.Duration;

/** The {@code trust:} section: which fetched lists are believed. */
public record TrustConfig(
        @Setting("Anything broader than these prefix lengths is refused.")
        ShortestPrefix shortestPrefix,

        @Setting("How much the address space of a family may grow in one step against the last good list.")
        Percent maxGrowth,

        @Setting(value = "How much it may shrink in one step.", max = 100)
        Percent maxShrink,

        @Setting(
                value =
                        "The most that any list may hold: this share of the public IPv4 addresses; of IPv6 a /20 in total"
                                + " at 2%, and in proportion.",
                min = 1,
                max = 100)
        Percent maxShare,

        @Setting("A range that disappeared stays allowed this long.")
        Duration removalGrace) {
    /** The shortest prefix length that is believed, by family. */
    public record ShortestPrefix(
            @Setting(value = "For IPv4, 1–32.", min = 1, max = 32)
            int ipv4,

            @Setting(value = "For IPv6, 1–128.", min = 1, max = 128)
            int ipv6) {}

    public static TrustConfig defaults() {
        return new TrustConfig(
                new ShortestPrefix(11, 28), new Percent(50), new Percent(30), new Percent(2), Duration.ofHours(24));
    }
}
