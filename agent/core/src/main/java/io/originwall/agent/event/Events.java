package io.originwall.agent.event;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each event to every listener, in order, on the thread it happens on. What one listener breaks is not the others' trouble. */
public final class Events implements Consumer<Event> {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final List<? extends Consumer<Event>> listeners;

    public Events(List<? extends Consumer<Event>> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void accept(Event event) {
        for (Consumer<Event> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error("{} could not take {}", listener.getClass().getSimpleName(), event, e);
            }
        }
    }
}
