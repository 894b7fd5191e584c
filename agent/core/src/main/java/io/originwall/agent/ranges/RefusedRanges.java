package io.originwall.agent.ranges;

import io.originwall.net.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The list that was refused last.
 *
 * @param source whose it is, as people are told of it
 * @param at when it was refused
 * @param digest of the blocks, in hexadecimal: what {@code sync --accept} takes
 * @param blocks all of it, sorted
 * @param objection why nobody may take it, as the config is now; empty where a person may
 */
public record RefusedRanges(String source, Instant at, String digest, List<Cidr> blocks, Optional<String> objection) {}
