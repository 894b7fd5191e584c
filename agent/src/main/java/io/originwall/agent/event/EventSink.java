package io.originwall.agent.event;

/** Keeps count of what happens. Called by several threads, and soon done: whatever can take long goes to a thread of the sink's own. */
@FunctionalInterface
public interface EventSink {
    void accept(Event event);
}
