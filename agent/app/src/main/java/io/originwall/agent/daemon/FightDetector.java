package io.originwall.agent.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/** Counts the repairs of one target, to tell an accident from a fight, and a fight once and then now and then. Used by one thread at a time. */
final class FightDetector {
    /** This many within {@link #SPAN} are a fight; fewer happen when an operator tries things out. */
    private static final int FIGHT = 10;

    private static final Duration SPAN = Duration.ofSeconds(30);
    private static final Duration SUMMARY = Duration.ofMinutes(10);

    private final Deque<Long> recent = new ArrayDeque<>();
    private int repairs;
    private long toldAt;

    /**
     * Another repair.
     *
     * @param nanos when it ended, by a clock that does not jump
     * @return the repairs of this fight so far, where it is time to tell of it
     */
    OptionalInt repaired(long nanos) {
        boolean goesOn = repairs > 0 && nanos - recent.getLast() <= SPAN.toNanos();
        recent.addLast(nanos);
        if (recent.size() > FIGHT) {
            recent.removeFirst();
        }
        if (goesOn) {
            repairs++;
            return nanos - toldAt >= SUMMARY.toNanos() ? tell(nanos) : OptionalInt.empty();
        }
        boolean begins = recent.size() == FIGHT && nanos - recent.getFirst() <= SPAN.toNanos();
        repairs = begins ? FIGHT : 0;
        return begins ? tell(nanos) : OptionalInt.empty();
    }

    private OptionalInt tell(long nanos) {
        toldAt = nanos;
        return OptionalInt.of(repairs);
    }
}
