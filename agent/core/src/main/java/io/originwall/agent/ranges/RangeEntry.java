package io.originwall.agent.ranges;

import io.originwall.net.Cidr;
import java.time.Instant;
import java.util.Optional;

/**
 * One block that is let in.
 *
 * @param block as published; for a range in its removal grace, the part of it that no published block covers any more
 * @param origin that of {@link Ranges}, or {@link #CONFIG}
 * @param graceUntil present where the block disappeared upstream: the end of its grace. It may have passed, where no fetch has
 *     succeeded since or where the cross-check still holds the block
 */
public record RangeEntry(Cidr block, String origin, Optional<Instant> graceUntil) {
    /** The origin of the operator's own entries. */
    public static final String CONFIG = "config";

    boolean letsInTheSameAs(RangeEntry other) {
        return block.equals(other.block) && graceUntil.equals(other.graceUntil);
    }

    /** One of the operator's own. */
    public static RangeEntry ofConfig(Cidr block) {
        return new RangeEntry(block, CONFIG, Optional.empty());
    }
}
