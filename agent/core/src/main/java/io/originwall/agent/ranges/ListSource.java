package io.originwall.agent.ranges;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.config.RangesConfig.Network;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Which list this is about. Two lists of different sources are never compared: the one is no baseline for the other.
 *
 * @param url as it is asked: with {@code ?networks=} where more networks are wanted
 */
record ListSource(RangesConfig.Provider provider, URI url) {
    static ListSource of(RangesConfig config) {
        boolean cloudflare = config.provider() == RangesConfig.Provider.CLOUDFLARE;
        return new ListSource(
                config.provider(), cloudflare ? withNetworks(config.url(), config.networks()) : config.url());
    }

    private static URI withNetworks(URI url, List<Network> networks) {
        if (networks.isEmpty()) {
            return url;
        }
        String names = String.join(
                ",",
                networks.stream()
                        .distinct()
                        .sorted()
                        .map(network -> network.name().toLowerCase(Locale.ROOT))
                        .toList());
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + "networks=" + names);
    }

    /** Who published it: the provider where the provider is a known one, else the address of the list. */
    String origin() {
        return provider == RangesConfig.Provider.CLOUDFLARE ? name(provider) : shown();
    }

    /** The same text for the same source; the mark in the cache, which others may read. */
    String identity() {
        return name(provider) + " " + UrlRules.marked(url);
    }

    /** How people are told of it. */
    String title() {
        return name(provider) + " " + shown();
    }

    /** The same of an identity in a cache. */
    static String title(String identity) {
        int query = identity.indexOf('?');
        return query < 0 ? identity : identity.substring(0, query) + "?…";
    }

    String shown() {
        return UrlRules.shown(url);
    }

    private static String name(RangesConfig.Provider provider) {
        return provider.name().toLowerCase(Locale.ROOT);
    }
}
