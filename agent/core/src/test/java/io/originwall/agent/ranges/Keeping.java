package io.originwall.agent.ranges;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.config.TrustConfig;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.time.Backoff;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** Makes keepers whose limits a test can wait for. */
record Keeping(RangesConfig ranges, TrustConfig trust, HttpLimits limits, Optional<SSLSocketFactory> tls) {
    static final HttpLimits SHORT = new HttpLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            2,
            new Backoff(Duration.ofMillis(1), Duration.ofSeconds(10)),
            1 << 20);

    /** Cloudflare's list from here, no cross-check. */
    static Keeping cloudflare(URI url) {
        return of(RangesConfig.Provider.CLOUDFLARE, url);
    }

    static Keeping of(RangesConfig.Provider provider, URI url) {
        return new Keeping(
                new RangesConfig(provider, url, List.of(), List.of(), true, "1h"),
                TrustConfig.defaults(),
                SHORT,
                Optional.empty());
    }

    Keeping crossChecked(URI... urls) {
        return with(new RangesConfig(
                ranges.provider(), ranges.url(), List.of(urls), ranges.networks(), ranges.ipv6(), ranges.every()));
    }

    Keeping networks(RangesConfig.Network... networks) {
        return with(new RangesConfig(
                ranges.provider(),
                ranges.url(),
                ranges.crossCheck(),
                List.of(networks),
                ranges.ipv6(),
                ranges.every()));
    }

    Keeping withoutIpv6() {
        return with(new RangesConfig(
                ranges.provider(), ranges.url(), ranges.crossCheck(), ranges.networks(), false, ranges.every()));
    }

    Keeping with(TrustConfig changed) {
        return new Keeping(ranges, changed, limits, tls);
    }

    Keeping with(HttpLimits changed) {
        return new Keeping(ranges, trust, changed, tls);
    }

    Keeping trusting(SSLSocketFactory changed) {
        return new Keeping(ranges, trust, limits, Optional.of(changed));
    }

    private Keeping with(RangesConfig changed) {
        return new Keeping(changed, trust, limits, tls);
    }

    RangesService in(Path stateDir, Clock clock) {
        return new RangesService(
                ranges,
                trust,
                new DirectoryStore(new StateDirectory(stateDir)),
                clock,
                RetryingHttp.over(limits, tls),
                RetryingHttp.over(limits, tls));
    }
}
