package io.originwall.aws.ec2;

import io.originwall.aws.ec2.rules.QuotaCheck;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many rules of a family a group may hold, for one plan. AWS is asked only where more are needed than the config says, and once; the next
 * plan asks again, for the quota may have been increased, or could not be read this time. Thread-safe.
 */
final class Quotas {
    private final int configured;
    private final Map<RegionClients, Integer> asked = new ConcurrentHashMap<>();

    /** @param configured what a group holds at least */
    Quotas(int configured) {
        this.configured = configured;
    }

    /** The quota to hold this edit against. */
    int of(QuotaCheck fit, RegionClients at) {
        return fit.addsFirstWithin(configured)
                ? configured
                : asked.computeIfAbsent(
                        at,
                        regionClient ->
                                Math.max(configured, regionClient.quota().get().orElse(configured)));
    }
}
