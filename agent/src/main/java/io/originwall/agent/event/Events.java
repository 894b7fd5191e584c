package io.originwall.agent.event;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each event to every sink, in order, on the thread it happens on. What one sink breaks is not the others' trouble. */
public final class Events implements EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final List<EventSink> sinks;

    public Events(List<EventSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    @Override
    public void accept(Event event) {
        for (EventSink sink : sinks) {
            try {
                sink.accept(event);
            } catch (RuntimeException e) {
                LOG.error("{} could not take {}", sink.getClass().getSimpleName(), event, e);
            }
        }
    }
}
