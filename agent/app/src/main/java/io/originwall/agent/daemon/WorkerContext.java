package io.originwall.agent.daemon;

import io.originwall.agent.boot.BootFileUpdater;
import io.originwall.agent.event.Event;
import io.originwall.agent.state.GuardRemovals;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.SyncService;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What the workers of all targets share. Immutable; what it holds is thread-safe.
 *
 * @param schedule calls it
 * @param events is told of its watch and its fights
 * @param sync does what there is to do, and tells it
 * @param boot keeps what the next boot puts up
 * @param removals which guards are removed by hand
 */
record WorkerContext(
        Schedule schedule,
        Consumer<Event> events,
        Clock clock,
        SyncService sync,
        BootFileUpdater boot,
        GuardRemovals removals) {
    /** What could not be kept, as an event. */
    void tell(StateException problem) {
        events.accept(new Event.StateProblem(clock.instant(), String.valueOf(problem.getMessage())));
    }
}
