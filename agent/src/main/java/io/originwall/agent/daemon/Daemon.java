package io.originwall.agent.daemon;

import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.config.Config;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import io.originwall.agent.event.Events;
import io.originwall.agent.event.Overview;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.Request;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent that stays. Whoever starts it holds the lock on the state directory. Safe for use by several threads; closing it leaves every
 * rule in force.
 */
public final class Daemon implements Overview, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final String RANGES = "ranges";
    private static final String RELOAD = "reload";

    private final ConfigSource source;
    private final Clock clock;
    private final EventSink events;
    private final Outlets outlets;
    private final Request reloadRequest;
    private final Paperwork paperwork = new Paperwork("paperwork");
    private final Schedule schedule = new Schedule();
    private final RangesWorker ranges;
    private final TargetWorkers targets;
    private final Heartbeat heartbeat;
    private final Queue<ReloadRequest> reloads = new ConcurrentLinkedQueue<>();

    /** Guards the config against a list that comes in while it is replaced. */
    private final Object replacing = new Object();

    private volatile Config config;
    /** When a new config was refused; empty where the last one was taken. */
    private volatile Optional<Instant> refused = Optional.empty();

    /** Where a config comes from at a reload. */
    @FunctionalInterface
    public interface ConfigSource {
        /**
         * Reads the config.
         *
         * @param variables values for the <code>${NAME}</code>s of the file, from now on if the config is good
         */
        Config load(Map<String, String> variables) throws ConfigException;
    }

    /**
     * What came of reading the config again.
     *
     * @param accepted whether it is in force now; if not, the old one stays
     * @param messages warnings if it was accepted, else every problem
     */
    public record Reloaded(boolean accepted, List<String> messages) {}

    private record ReloadRequest(Map<String, String> variables, CompletableFuture<Reloaded> outcome) {}

    private Daemon(Config config, StateDirectory state, ConfigSource source, Doors doors, List<EventSink> more) {
        this.config = config;
        this.source = source;
        this.clock = doors.clock();
        this.reloadRequest = Request.reload(state);
        this.outlets = new Outlets(config, new DirectoryStore(state), doors, this, this::statusLine, paperwork, more);
        this.events = new Events(List.of(outlets, event -> readyOnce()));
        this.ranges = new RangesWorker(config, state, clock, events, this::rangesChanged);
        this.targets = new TargetWorkers(
                new TargetWorker.Surroundings(schedule, events, clock, new BootFiles(state), paperwork),
                new LastChanges(new DirectoryStore(state)));
        this.heartbeat = new Heartbeat(
                Heartbeat.Limits.beating(outlets.announcements().beat()),
                schedule,
                schedule::longestRun,
                events,
                clock);
    }

    /**
     * Guards every target by the last good ranges at once, then fetches, and goes on so until it is closed.
     *
     * @param config the first one
     * @param state the state directory of that config; it stays in use
     * @param source is asked at {@link #reload()}
     * @param more are told of every event too
     */
    public static Daemon start(
            Config config, StateDirectory state, ConfigSource source, Doors doors, EventSink... more) {
        Daemon daemon = new Daemon(config, state, source, doors, List.of(more));
        daemon.begin();
        return daemon;
    }

    private void begin() {
        heartbeat.whileAlive(this::lookAround);
        targets.replace(config, Optional.empty());
        ranges.begin();
        schedule.add(RANGES, ranges::run);
        schedule.onRequest(RELOAD, this::loadAgain);
        schedule.now(RANGES);
        // Last: whoever wants to look at the guard must not keep it waiting.
        outlets.configure(config);
        heartbeat.start();
    }

    /** Soon reads the config again and fetches the ranges; a bad config changes nothing and is told. */
    public void reload() {
        schedule.now(RELOAD);
    }

    /** The same, with new values for variables of the file; says what came of it. */
    public CompletableFuture<Reloaded> reload(Map<String, String> variables) {
        ReloadRequest request = new ReloadRequest(variables, new CompletableFuture<>());
        reloads.add(request);
        reload();
        return request.outcome();
    }

    /** Soon fetches the ranges and looks at every target. */
    public void syncNow() {
        schedule.now(RANGES);
        targets.all().forEach(worker -> worker.ask(Cause.REQUEST));
    }

    private void loadAgain() {
        List<ReloadRequest> requests = new ArrayList<>();
        for (ReloadRequest next = reloads.poll(); next != null; next = reloads.poll()) {
            requests.add(next);
        }
        Map<String, String> variables = new HashMap<>();
        requests.forEach(request -> variables.putAll(request.variables()));
        Reloaded outcome = loadAgain(variables);
        requests.forEach(request -> request.outcome().complete(outcome));
        syncNow();
    }

    private Reloaded loadAgain(Map<String, String> variables) {
        outlets.announcements().reloading();
        try {
            Config next = source.load(variables);
            List<String> warnings = new ArrayList<>();
            if (!next.stateDir().equals(config.stateDir())) {
                warnings.add("state-dir is " + config.stateDir() + " until the next start");
            }
            refused = Optional.empty();
            warnings.addAll(outlets.configure(next));
            synchronized (replacing) {
                config = next;
                ranges.use(next);
                warnings.addAll(targets.replace(next, ranges.inForce()));
            }
            events.accept(new Event.ConfigReloaded(clock.instant(), List.copyOf(warnings)));
            return new Reloaded(true, List.copyOf(warnings));
        } catch (ConfigException e) {
            refused = Optional.of(clock.instant());
            List<String> problems = String.valueOf(e.getMessage()).lines().toList();
            events.accept(new Event.ConfigRefused(clock.instant(), problems));
            return new Reloaded(false, problems);
        } finally {
            outlets.announcements().reloaded();
        }
    }

    private void rangesChanged(Ranges now) {
        synchronized (replacing) {
            boolean first = targets.all().stream().noneMatch(TargetWorker::hasLooked);
            targets.want(config, now, first ? Cause.START : Cause.RANGES);
        }
    }

    /** Ready once every target was looked at, however that ended; and where there is nothing to guard by, once that is known. */
    private void readyOnce() {
        if (targets.all().stream().allMatch(TargetWorker::hasLooked)
                || (ranges.hasAnswered() && ranges.inForce().isEmpty())) {
            outlets.announcements().up();
        }
    }

    /** What is found out only now and then, since nobody tells. */
    private void lookAround() {
        outlets.alive();
        if (ranges.isAccepted()) {
            schedule.now(RANGES);
        }
        reloadIfAsked();
        targets.all().forEach(TargetWorker::checkWatch);
        synchronized (replacing) {
            targets.tidy(config);
        }
    }

    /** What a signal says elsewhere: Windows has none for it. */
    private void reloadIfAsked() {
        try {
            if (reloadRequest.take(clock.instant())) {
                reload();
            }
        } catch (StateException e) {
            LOG.debug("no request that can be read", e);
        }
    }

    private String statusLine() {
        return StatusLine.of(
                ranges.inForce(),
                targets.all().stream().map(TargetWorker::lastStanding).toList(),
                targets.all().stream()
                        .filter(TargetWorker::isObserving)
                        .map(TargetWorker::name)
                        .collect(Collectors.toCollection(TreeSet::new)),
                refused);
    }

    @Override
    public Optional<Ranges> ranges() {
        return ranges.inForce();
    }

    @Override
    public Optional<Instant> lastGoodFetch() {
        return ranges.lastGoodFetch();
    }

    @Override
    public List<Standing> targets() {
        return targets.all().stream().map(TargetWorker::standing).toList();
    }

    @Override
    public boolean isAlive() {
        return heartbeat.isAlive();
    }

    /** Waits for what runs at the moment; every rule stays in force. */
    @Override
    public void close() {
        outlets.announcements().stopping();
        heartbeat.close();
        targets.close();
        schedule.close();
        outlets.close();
    }
}
