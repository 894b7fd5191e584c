package io.originwall.agent.ranges;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.time.OwnThread;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.text.ShortList;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Asks the {@code cross-check} addresses. They count as one opinion, and only whole: if one of them fails there is none. Cloudflare's own
 * pages, the default, are no opinion on a list that is not Cloudflare's, and are not asked about one.
 */
final class CrossCheck {
    private final List<URI> urls;
    private final boolean partial;
    private final Set<Family> expected;
    private final Http http;

    CrossCheck(RangesConfig config, Http http) {
        boolean foreign = config.provider() != RangesConfig.Provider.CLOUDFLARE
                && config.crossCheck().equals(RangesConfig.defaults().crossCheck());
        this.urls = foreign ? List.of() : List.copyOf(config.crossCheck());
        this.partial = !config.networks().isEmpty();
        this.expected = expected(config);
        this.http = http;
    }

    /** Cloudflare has ranges of both families; somebody else's list may be of one, and so may an opinion on it. */
    private static Set<Family> expected(RangesConfig config) {
        if (config.provider() != RangesConfig.Provider.CLOUDFLARE) {
            return Set.of();
        }
        return config.ipv6() ? Set.of(Family.values()) : Set.of(Family.IPV4);
    }

    boolean isOff() {
        return urls.isEmpty();
    }

    /** Asks at the same time as whatever the caller does next. */
    Future<CrossCheckResult> begin() {
        return isOff()
                ? CompletableFuture.completedFuture(new CrossCheckResult.None())
                : OwnThread.start("originwall-cross-check", this::ask);
    }

    static CrossCheckResult await(Future<CrossCheckResult> opinion) {
        try {
            return opinion.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CrossCheckResult.Missing("interrupted");
        } catch (ExecutionException e) {
            return new CrossCheckResult.Missing("it broke: " + e.getCause());
        }
    }

    CrossCheckResult ask() {
        if (isOff()) {
            return new CrossCheckResult.None();
        }
        List<Cidr> blocks = new ArrayList<>();
        for (URI url : urls) {
            try {
                // Always unconditional: its last answer is not kept, only compared.
                FeedResult answer = http.get(url, Validators.NONE);
                if (answer instanceof FeedResult.Body body) {
                    blocks.addAll(RangeFeed.parse(body, PlainList.Style.BARE).blocks());
                }
            } catch (FetchException e) {
                return new CrossCheckResult.Missing(e.problem());
            } catch (MalformedListException e) {
                return new CrossCheckResult.Missing(UrlRules.shown(url) + ": " + e.problem());
            }
        }
        String who = ShortList.of(urls.stream().map(UrlRules::shown).toList());
        AddressSet listed = AddressSet.ofBlocks(blocks);
        return new CrossCheckResult.Given(who, listed, partial, silent(listed));
    }

    private Set<Family> silent(AddressSet listed) {
        return expected.stream().filter(family -> listed.of(family).isEmpty()).collect(Collectors.toUnmodifiableSet());
    }
}
