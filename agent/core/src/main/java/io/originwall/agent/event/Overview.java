package io.originwall.agent.event;

import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.Removal;
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
    List<Standing> targets();

    /** The scheduler runs, and no cycle is stuck. */
    boolean isAlive();

    /**
     * One target.
     *
     * @param status as of the last look; its counters are read anew, or a second old at most, unless the target is busy; empty before
     *     the first look
     * @param lastLook when that was
     * @param lastChange when we last changed it
     * @param removed present while its guard is removed by hand
     */
    record Standing(
            String name,
            String type,
            Optional<TargetStatus> status,
            Optional<Instant> lastLook,
            Optional<Instant> lastChange,
            Optional<Removal> removed) {
        /** The last look found it in sync, or put it right. */
        public boolean isInSync() {
            return removed.isEmpty()
                    && status.map(known -> switch (known.report().result()) {
                                case IN_SYNC, CHANGED -> true;
                                case PENDING, FAILED -> false;
                            })
                            .orElse(false);
        }
    }
}
