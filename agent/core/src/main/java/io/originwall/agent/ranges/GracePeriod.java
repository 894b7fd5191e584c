package io.originwall.agent.ranges;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Lets ranges go late. Counted in addresses, not in blocks: when 104.16.0.0/12 is published as 104.16.0.0/13 and 104.24.0.0/14, it is
 * 104.28.0.0/14 that disappeared. What is missing stays for the grace from the first list that missed it, across restarts; what comes back
 * starts anew. After the grace it goes only if the cross-check does not list it either.
 *
 * <p>The wall clock is the only one that survives a restart. If it went back, a range first missed "in the future" is taken as first missed
 * now, so the grace is never longer than twice what is configured; if it leaps ahead by more than the grace, the grace is over.
 */
final class GracePeriod {
    private final Duration grace;

    GracePeriod(Duration grace) {
        this.grace = grace;
    }

    /** When this may go at the earliest. */
    Instant due(Instant missingSince) {
        return missingSince.plus(grace);
    }

    /** What is missing after this list: what was before and has not come back, and what only the last list held. */
    SortedMap<Instant, List<Cidr>> missing(
            Optional<CachedRanges> last, AddressSet list, CrossCheckResult opinion, Instant now) {
        SortedMap<Instant, List<Cidr>> missing = new TreeMap<>();
        if (last.isPresent()) {
            last.get().missing().forEach((since, blocks) -> {
                Instant from = since.isAfter(now) ? now : since;
                keep(missing, from, AddressSet.ofBlocks(blocks).minus(list), opinion, now);
            });
            keep(missing, now, last.get().list().addresses().minus(list), opinion, now);
        }
        return Collections.unmodifiableSortedMap(missing);
    }

    private void keep(
            SortedMap<Instant, List<Cidr>> missing,
            Instant since,
            AddressSet gone,
            CrossCheckResult opinion,
            Instant now) {
        boolean due = !due(since).isAfter(now);
        List<Cidr> kept = (due ? opinion.holds(gone) : gone).blocks();
        if (!kept.isEmpty()) {
            missing.merge(
                    since,
                    kept,
                    (a, b) -> Stream.concat(a.stream(), b.stream()).sorted().toList());
        }
    }
}
