package io.originwall.agent.event;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of one target in one cycle.
 *
 * @param name the target's name
 * @param type the target's type
 * @param result how it ended
 * @param changes what was changed, or would be; for a failed target what was tried and may be done in part;
 *     none where it failed before anything was
 * @param before what was enforced before the changes; present where there are any
 * @param error why it failed, in one line; present exactly where it failed
 * @param isUndone it was written without an error, and somebody changed it again before it was read back
 * @param isPartial it failed only because the plan left something out; all else is as wanted
 * @param millis how long it took, in milliseconds
 */
public record TargetReport(
        String name,
        String type,
        Result result,
        List<Change> changes,
        Optional<Guard> before,
        Optional<String> error,
        boolean isUndone,
        boolean isPartial,
        long millis) {
    /** How a target's cycle ended. */
    public enum Result {
        IN_SYNC,
        CHANGED,
        PENDING,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Of a target that nobody else was at. */
    public TargetReport(
            String name,
            String type,
            Result result,
            List<Change> changes,
            Optional<Guard> before,
            Optional<String> error,
            long millis) {
        this(name, type, result, changes, before, error, false, false, millis);
    }

    public TargetReport {
        changes = List.copyOf(changes);
        if (error.isPresent() != (result == Result.FAILED)) {
            throw new IllegalArgumentException("an error goes with a failure");
        }
    }

    /** Is the wanted guard in force, as far as the target can enforce it? */
    public boolean stands() {
        return result == Result.IN_SYNC || result == Result.CHANGED || isPartial;
    }

    /** Was something changed, and is it as wanted now? Of a target of which a part was left out too. */
    public boolean isChanged() {
        return result == Result.CHANGED || (isPartial && !changes.isEmpty());
    }

    public boolean failed() {
        return result == Result.FAILED;
    }
}
