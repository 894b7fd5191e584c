package io.originwall.agent.daemon;

import io.originwall.agent.event.Event;
import io.originwall.api.DriftWatch;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Watchable;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the watch of one target running, where it has one. Used under its worker's lock. */
final class WatchSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchSupervisor.class);

    private final Target target;
    private final Runnable drifted;
    private final Consumer<Event> events;
    private final Clock clock;
    private volatile Optional<DriftWatch> watch = Optional.empty();
    private boolean unwatchable;
    private boolean failed;

    WatchSupervisor(Target target, Runnable drifted, Consumer<Event> events, Clock clock) {
        this.target = target;
        this.drifted = drifted;
        this.events = events;
        this.clock = clock;
    }

    /** Starts the watch if there is none, and again if it ended by itself. Where it does not start, polling has to do. */
    void keepUp() {
        if (unwatchable || watch.map(DriftWatch::isAlive).orElse(false)) {
            return;
        }
        boolean again = watch.isPresent();
        close();
        try {
            Optional<Watchable> watchable = target.watchable();
            unwatchable = watchable.isEmpty();
            watch = unwatchable ? Optional.empty() : Optional.of(watchable.get().watch(drifted));
            failed = false;
            if (again) {
                events.accept(new Event.WatchRestarted(clock.instant(), target.name()));
            }
        } catch (TargetException e) {
            if (!failed) {
                LOG.warn("{} cannot be watched, so it is only read now and then: {}", target.name(), e.getMessage());
            }
            failed = true;
        }
    }

    /** There was one, and nobody closed it. To be asked by any thread. */
    boolean hasEnded() {
        return watch.filter(started -> !started.isAlive()).isPresent();
    }

    @Override
    public void close() {
        watch.ifPresent(DriftWatch::close);
        watch = Optional.empty();
    }
}
