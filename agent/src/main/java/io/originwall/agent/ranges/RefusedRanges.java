package io.originwall.agent.ranges;

import io.originwall.net.Cidr;
import java.time.Instant;
import java.util.List;

/**
 * The list that was refused last.
 *
 * @param source whose it is, as people are told of it
 * @param at when it was refused
 * @param digest of the blocks, in hexadecimal: what {@code sync --accept} takes
 * @param blocks all of it, sorted
 */
public record RefusedRanges(String source, Instant at, String digest, List<Cidr> blocks) {}
