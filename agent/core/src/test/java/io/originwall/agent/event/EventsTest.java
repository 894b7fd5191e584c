package io.originwall.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final Event.WatchRestarted RESTARTED = new Event.WatchRestarted(Instant.EPOCH, "host");

    private final List<Event> told = new ArrayList<>();

    @Test
    void aListenersBugIsNotTheOthersTrouble() {
        Consumer<Event> broken = event -> {
            throw new IllegalStateException("a bug");
        };

        new Events(List.<Consumer<Event>>of(broken, told::add)).accept(RESTARTED);

        assertThat(told).containsExactly(RESTARTED);
    }

    @Test
    void aListenerHearsOnlyOfWhatItListensTo() {
        EventListener listener = new EventListener() {
            @Override
            public void watchRestarted(Event.WatchRestarted event) {
                told.add(event);
            }
        };

        new Event.StateProblem(Instant.EPOCH, "disk full").tell(listener);
        listener.accept(RESTARTED);

        assertThat(told).containsExactly(RESTARTED);
    }
}
