package io.originwall.agent.daemon;

import io.originwall.agent.time.Backoff;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * How soon a target is looked at again. Repairs never wait as long as they stay within their budget of processor time; what fails is tried
 * again ever later. Used by one thread at a time, but for {@link #heldFor()}.
 */
final class ReconcileInterval {
    private static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final LongSupplier processorTime;
    private final LongSupplier clock;
    private final RepairBudget budget;
    private final FightDetector fights = new FightDetector();
    private int failures;
    private long began;
    private long spentBefore;
    private volatile long heldUntil;

    ReconcileInterval() {
        this(new ProcessorTime(), System::nanoTime);
    }

    /**
     * By clocks of one's own.
     *
     * @param processorTime that was taken so far, in nanoseconds
     * @param clock that does not jump, in nanoseconds
     */
    ReconcileInterval(LongSupplier processorTime, LongSupplier clock) {
        this.processorTime = processorTime;
        this.clock = clock;
        this.budget = new RepairBudget(clock.getAsLong());
        this.heldUntil = clock.getAsLong();
    }

    /** A look begins. */
    void begin() {
        began = clock.getAsLong();
        spentBefore = processorTime.getAsLong();
    }

    /**
     * A look that put right what somebody else had changed.
     *
     * @return the repairs of a fight, where it is time to tell of one
     */
    OptionalInt repaired() {
        failures = 0;
        return spend();
    }

    /** A look that found nothing to repair, or put up what is newly wanted. */
    void calm() {
        failures = 0;
    }

    /** A look that failed; until the next try. */
    Duration failed() {
        failures++;
        return RETRY.after(failures);
    }

    /**
     * Counts what the look took, of a repair that was undone again too.
     *
     * @return the repairs of a fight, where it is time to tell of one
     */
    OptionalInt spend() {
        long now = clock.getAsLong();
        // A watch that ends adds all it took in days.
        long most = (now - began) * Runtime.getRuntime().availableProcessors();
        long cost = Math.max(0, Math.min(processorTime.getAsLong() - spentBefore, most));
        Duration pause = budget.spend(Duration.ofNanos(cost), now);
        if (!pause.isZero()) {
            heldUntil = now + pause.toNanos();
        }
        return fights.repaired(now);
    }

    /** The rest of a pause, which no word of the watch cuts short; zero or negative where there is none. For any thread. */
    Duration heldFor() {
        return Duration.ofNanos(heldUntil - clock.getAsLong());
    }

    boolean isHeld() {
        return heldFor().compareTo(Duration.ZERO) > 0;
    }
}
