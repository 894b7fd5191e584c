package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.daemon.http.Metrics;
import io.originwall.agent.daemon.notify.Notifier;
import io.originwall.agent.daemon.notify.ProblemStore;
import io.originwall.agent.daemon.systemd.ServiceManager;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.Events;
import io.originwall.agent.event.Overview;
import io.originwall.agent.journal.ChangeRecorder;
import io.originwall.agent.log.EventLog;
import io.originwall.agent.log.Logging;
import io.originwall.state.StateStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Everybody who is told what the daemon does: the log, the journal, the hooks, the service manager, whoever scrapes metrics. Safe for use by several threads. */
final class EventOutputs implements Consumer<Event>, AutoCloseable {
    private final Map<String, String> environment;
    private final Clock clock;
    private final ChangeRecorder recorder;
    private final Notifier notifier;
    private final StatusServerLifecycle serving;
    private final ServiceManagerNotifier announcements;
    private final SerialExecutor serialExecutor;
    private final Events events;

    /**
     * @param state where the changes are kept
     * @param overview what metrics and status are about
     * @param status the line that the service manager shows
     * @param serialExecutor writes to the state directory
     * @param more gets every event too
     */
    EventOutputs(
            Config config,
            StateStore state,
            DaemonContext context,
            Overview overview,
            Supplier<String> status,
            SerialExecutor serialExecutor,
            Consumer<Event> more) {
        Logging.ofDaemon(config.log(), context.environment());
        this.environment = context.environment();
        this.clock = context.clock();
        this.serialExecutor = serialExecutor;
        this.recorder = new ChangeRecorder(state, serialExecutor::soon, this::stateProblem);
        this.notifier = Notifier.ofDaemon(
                config.notifications(),
                context.commands(),
                new ProblemStore(state, serialExecutor::soon, this::stateProblem));
        this.announcements =
                new ServiceManagerNotifier(ServiceManager.of(context.environment(), context.commands()), status);
        Metrics metrics = new Metrics(context.version(), context.clock());
        this.serving = new StatusServerLifecycle(overview, metrics);
        this.events = new Events(List.<Consumer<Event>>of(
                new EventLog(), recorder, notifier, metrics, more, event -> announcements.status()));
        notifier.restore();
    }

    @Override
    public void accept(Event event) {
        events.accept(event);
    }

    void stateProblem(String problem) {
        events.accept(new Event.StateProblem(clock.instant(), problem));
    }

    /** From now on by this config. Returns what of it cannot be yet, one line each. */
    List<String> configure(Config config) {
        Logging.ofDaemon(config.log(), environment);
        notifier.reconfigure(config.notifications());
        return serving.at(config.http()).stream().toList();
    }

    ServiceManagerNotifier announcements() {
        return announcements;
    }

    /** Done at every beat, as long as all is well. */
    void alive() {
        announcements.status();
        announcements.alive();
        serving.keepUp();
    }

    @Override
    public void close() {
        serving.close();
        notifier.close();
        serialExecutor.close();
        recorder.close();
        announcements.close();
    }
}
