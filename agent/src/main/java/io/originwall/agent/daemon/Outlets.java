package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.daemon.http.Metrics;
import io.originwall.agent.daemon.notify.Notifier;
import io.originwall.agent.daemon.systemd.ServiceManager;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import io.originwall.agent.event.Events;
import io.originwall.agent.event.Overview;
import io.originwall.agent.journal.Journal;
import io.originwall.agent.log.EventLog;
import io.originwall.agent.log.Logging;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.TargetReport.Result;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Everybody who is told what the daemon does: the log, the journal, the hooks, the service manager, whoever scrapes metrics. Safe for use by several threads. */
final class Outlets implements EventSink, AutoCloseable {
    private final Map<String, String> environment;
    private final Clock clock;
    private final Supplier<String> status;
    private final LastChanges lastChanges;
    private final Journal journal;
    private final Notifier notifier;
    private final Serving serving;
    private final ServiceManager manager;
    private final Events events;

    private boolean ready;
    private long fed = System.nanoTime();

    /**
     * @param overview what metrics and status are about
     * @param status the line that the service manager shows
     * @param more get every event too
     */
    Outlets(Config config, Doors doors, Overview overview, Supplier<String> status, List<EventSink> more) {
        Logging.ofDaemon(config.log(), doors.environment());
        this.environment = doors.environment();
        this.clock = doors.clock();
        this.status = status;
        this.lastChanges = new LastChanges(config.stateDir());
        this.journal = new Journal(config.stateDir(), this::stateProblem);
        this.notifier = new Notifier(config.notifications(), doors.commands());
        this.manager = ServiceManager.of(doors.environment(), doors.commands());
        Metrics metrics = new Metrics(doors.version(), doors.clock());
        this.serving = new Serving(overview, metrics);
        List<EventSink> sinks =
                new ArrayList<>(List.of(new EventLog(), this::rememberChange, journal, notifier, metrics));
        sinks.addAll(more);
        this.events = new Events(sinks);
    }

    @Override
    public void accept(Event event) {
        events.accept(event);
        if (!(event instanceof Event.Synced synced) || synced.report().result() != Result.IN_SYNC) {
            tellStatus();
        }
    }

    private synchronized void tellStatus() {
        if (ready) {
            manager.status(status.get());
        }
    }

    private void rememberChange(Event event) {
        if (event instanceof Event.Synced synced && synced.report().result() == Result.CHANGED) {
            try {
                lastChanges.record(List.of(synced.report().name()), synced.at());
            } catch (StateException e) {
                stateProblem(String.valueOf(e.getMessage()));
            }
        }
    }

    private void stateProblem(String problem) {
        events.accept(new Event.StateProblem(clock.instant(), problem));
    }

    /** From now on by this config. */
    void configure(Config config) {
        Logging.ofDaemon(config.log(), environment);
        notifier.reconfigure(config.notifications());
        serving.at(config.http());
    }

    synchronized void reloading() {
        ready = false;
        manager.reloading();
    }

    /** The first time, and after a reload. */
    synchronized void ready() {
        if (!ready) {
            ready = true;
            manager.ready(status.get());
        }
    }

    synchronized void stopping() {
        ready = false;
        manager.stopping("Stopping; the rules stay in force.");
    }

    /** How often {@link #alive} has to be called at least. */
    Duration beat() {
        return manager.watchdogInterval()
                .filter(interval -> interval.compareTo(Heartbeat.BEAT) < 0)
                .orElse(Heartbeat.BEAT);
    }

    /** All is well: the watchdog is fed, if it is about to get hungry. */
    synchronized void alive() {
        serving.keepUp();
        tellStatus();
        long nanos = System.nanoTime();
        manager.watchdogInterval().ifPresent(interval -> {
            if (nanos - fed + beat().toNanos() > interval.toNanos()) {
                fed = nanos;
                manager.alive();
            }
        });
    }

    @Override
    public void close() {
        serving.close();
        notifier.close();
        journal.close();
    }
}
