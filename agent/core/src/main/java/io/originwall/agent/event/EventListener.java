package io.originwall.agent.event;

import java.util.function.Consumer;

/**
 * Keeps count of what happens, with one method for each type of event. Called by several threads, and soon done: whatever can take long goes
 * to a thread of the listener's own.
 */
public interface EventListener extends Consumer<Event> {
    @Override
    default void accept(Event event) {
        event.tell(this);
    }

    default void rangesFetched(Event.RangesFetched event) {}

    default void rangesRejected(Event.RangesRejected event) {}

    default void synced(Event.Synced event) {}

    default void guardRemoved(Event.GuardRemoved event) {}

    default void fight(Event.Fight event) {}

    default void watchRestarted(Event.WatchRestarted event) {}

    default void configReloaded(Event.ConfigReloaded event) {}

    default void configRefused(Event.ConfigRefused event) {}

    default void clockJumped(Event.ClockJumped event) {}

    default void stateProblem(Event.StateProblem event) {}
}
