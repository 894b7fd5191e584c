package io.originwall.agent.event;

import io.originwall.agent.ranges.Ranges;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the daemon stands at this moment, for whoever asks it. Safe for use by several threads; never waits for a target for long. */
public interface Overview {
    /** The ranges in force, with what went wrong at the last fetch; empty before the first. */
    Optional<Ranges> ranges();

    /** When a fetch was last taken; empty where none was since the start. */
    Optional<Instant> lastGoodFetch();

    /** Every target of the config, in its order. */
    List<TargetStatus> targets();

    /** The scheduler runs, and no cycle is stuck. */
    boolean isAlive();
}
