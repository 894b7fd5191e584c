package io.originwall.agent.event;

import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.api.Guard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One thing that happened. A value: whoever gets it may keep it. */
public sealed interface Event {
    /** By the wall clock. */
    Instant at();

    /** Calls the listener's method for this type of event. */
    void tell(EventListener listener);

    /**
     * A list was fetched and is trusted, or the source confirmed the one we have.
     *
     * @param changed the blocks that are let in differ from those before
     */
    record RangesFetched(Instant at, Ranges ranges, boolean changed) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.rangesFetched(this);
        }
    }

    /**
     * A fetch gave nothing that is trusted.
     *
     * @param problems one line each
     * @param inForce what is used instead; empty where there is nothing, and so no target can be guarded
     */
    record RangesRejected(Instant at, Rejection reason, List<String> problems, Optional<Ranges> inForce)
            implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.rangesRejected(this);
        }
    }

    /**
     * A target was looked at, and changed where it differed.
     *
     * @param wanted what is enforced there now, unless the report says that it failed
     */
    record Synced(Instant at, Cause cause, TargetReport report, Guard wanted) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.synced(this);
        }

        /** Somebody else had changed the target, and it is put right, as far as the target can enforce what is wanted. */
        public boolean isRepair() {
            return cause.isDrift() && report.isChanged();
        }
    }

    /**
     * The guard of a target is removed by hand, and stays so until a sync. Told again each day.
     *
     * @param since when it was removed
     * @param by who did it
     */
    record GuardRemoved(Instant at, String target, Instant since, String by) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.guardRemoved(this);
        }
    }

    /**
     * Somebody keeps changing the target. It is still put right each time. Told once, and now and then while it goes on.
     *
     * @param repairs how many there were in a row
     * @param pause until the next repair, where they have taken all the processor time that they may; else zero
     */
    record Fight(Instant at, String target, int repairs, Duration pause) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.fight(this);
        }
    }

    /** The target's watch ended by itself and was started again; until then, polling covered it. */
    record WatchRestarted(Instant at, String target) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.watchRestarted(this);
        }
    }

    /**
     * A new config took effect.
     *
     * @param warnings what of it could not, one line each
     */
    record ConfigReloaded(Instant at, List<String> warnings) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.configReloaded(this);
        }
    }

    /**
     * A new config was not taken; the old one stays in force.
     *
     * @param problems one line each
     */
    record ConfigRefused(Instant at, List<String> problems) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.configRefused(this);
        }
    }

    /**
     * The wall clock jumped; what was due by it is scheduled anew.
     *
     * @param by forward, or negative for backward
     */
    record ClockJumped(Instant at, Duration by) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.clockJumped(this);
        }
    }

    /** The agent could not keep something it should remember: a full disk, no rights. The guard itself stands. */
    record StateProblem(Instant at, String problem) implements Event {
        @Override
        public void tell(EventListener listener) {
            listener.stateProblem(this);
        }
    }
}
