package io.originwall.agent.ranges;

import io.originwall.net.Cidr;
import java.time.Instant;
import java.util.Optional;

/**
 * One block that is let in.
 *
 * @param block as published; for a range in its removal grace, the part of it that no published block covers any more
 * @param graceUntil present where the block disappeared upstream: the end of its grace. It may have passed, where no fetch has
 *     succeeded since or where the second opinion still holds the block
 */
public record RangeEntry(Cidr block, Optional<Instant> graceUntil) {}
