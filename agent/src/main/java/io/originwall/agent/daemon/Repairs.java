package io.originwall.agent.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts the repairs of one target, to tell an accident from a fight. Somebody who removes the guard every second would otherwise keep this
 * host busy; but a pause leaves the ports open, so it stays short. Used by one thread at a time.
 */
final class Repairs {
    /** This many within {@link #SPAN} are a fight; fewer happen when an operator tries things out. */
    private static final int FIGHT = 10;

    private static final Duration SPAN = Duration.ofSeconds(30);
    private static final Backoff PAUSE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

    private final Deque<Long> recent = new ArrayDeque<>();
    private int pauses;

    /**
     * Another repair.
     *
     * @param nanos by {@link System#nanoTime()}
     * @return how long to wait before the next one; zero where this is no fight
     */
    Duration repaired(long nanos) {
        boolean goesOn = pauses > 0
                && nanos - recent.getLast() <= PAUSE.after(pauses).plus(SPAN).toNanos();
        recent.addLast(nanos);
        if (recent.size() > FIGHT) {
            recent.removeFirst();
        }
        boolean begins = recent.size() == FIGHT && nanos - recent.getFirst() <= SPAN.toNanos();
        if (!goesOn && !begins) {
            pauses = 0;
            return Duration.ZERO;
        }
        pauses = goesOn ? pauses + 1 : 1;
        return PAUSE.after(pauses);
    }

    /** The repairs of this fight so far. */
    int ofThisFight() {
        return FIGHT + pauses - 1;
    }
}
