package io.originwall.agent.ranges;

import io.originwall.net.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What is remembered of the last good list.
 *
 * @param source {@link ListSource#identity()} of the list
 * @param validators for the next conditional request
 * @param fetchedAt when the source last gave or confirmed the list
 * @param list as trusted, whole
 * @param missing what an earlier list held and this one does not, disjoint from it, by the moment it was first missed
 */
record CachedRanges(
        String source,
        Validators validators,
        Instant fetchedAt,
        PublishedRanges list,
        SortedMap<Instant, List<Cidr>> missing) {}
