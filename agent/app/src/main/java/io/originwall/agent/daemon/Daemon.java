package io.originwall.agent.daemon;

import io.originwall.agent.boot.BootFileUpdater;
import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.config.Config;
import io.originwall.agent.config.ConfigException;
import io.originwall.agent.config.LoadedConfig;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.Events;
import io.originwall.agent.event.Overview;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.state.AcceptedConfig;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.GuardRemovals;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateWork;
import io.originwall.agent.sync.SyncService;
import io.originwall.state.StateStore;
import java.time.Clock;
import java.time.Duration;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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
    private static final Duration A_DAY = Duration.ofDays(1);
    /** Longer than the state directory takes to give up. */
    private static final Duration WRITING = Duration.ofSeconds(20);

    private final ConfigSource source;
    private final Clock clock;
    private final Consumer<Event> events;
    private final EventOutputs outputs;
    private final AcceptedConfig accepted;
    private final SyncService sync;
    private final Operations operations;
    private final SerialExecutor serialExecutor = new SerialExecutor("state-writer");
    private final Schedule schedule = new Schedule();
    private final RangesWorker ranges;
    private final TargetWorkers targets;
    private final Heartbeat heartbeat;
    private final Queue<ReloadRequest> reloads = new ConcurrentLinkedQueue<>();

    /** Guards the config against a list that comes in while it is replaced. */
    private final Object replacing = new Object();

    private volatile LoadedConfig loaded;
    /** Used by the heartbeat. */
    private Instant removalsTold = Instant.EPOCH;
    /** Was a config of this digest on trial, and not confirmed? */
    public boolean isRejected(String digest) {
        try {
            return accepted.rejected().equals(Optional.of(digest));
        } catch (StateException e) {
            LOG.debug("not known what was rejected", e);
            return false;
        }
    }

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
        LoadedConfig load(Map<String, String> variables) throws ConfigException;

        /** A config that was read elsewhere is in force by now, with the variables that it was read with. */
        default void adopt(LoadedConfig other) {}
    }

    /**
     * What came of reading the config again.
     *
     * @param outcome of three
     * @param messages warnings if it was accepted, else every problem
     */
    public record Reloaded(Outcome outcome, List<String> messages) {
        /** How a reload can end. */
        public enum Outcome {
            /** It is in force now. */
            ACCEPTED,
            /** It has problems; the old one stays. */
            REFUSED,
            /** It was not read: another config is on trial. */
            NOT_NOW
        }
    }

    private record ReloadRequest(Map<String, String> variables, CompletableFuture<Reloaded> outcome) {}

    private Daemon(
            LoadedConfig loaded,
            StateDirectory state,
            ConfigSource source,
            DaemonContext context,
            Consumer<Event> more) {
        this.loaded = loaded;
        Config config = loaded.config();
        this.source = source;
        this.clock = context.clock();
        StateStore store = new DirectoryStore(state);
        this.accepted = new AcceptedConfig(store);
        this.outputs = new EventOutputs(config, store, context, this, this::statusLine, serialExecutor, more);
        this.events = new Events(List.<Consumer<Event>>of(outputs, event -> readyOnce()));
        BootFileUpdater boot = new BootFileUpdater(new BootFiles(state), serialExecutor::soon, outputs::stateProblem);
        this.sync = new SyncService(clock, events, boot);
        this.ranges = new RangesWorker(config, store, clock, sync, this::rangesChanged);
        WorkerContext shared = new WorkerContext(schedule, events, clock, sync, boot, new GuardRemovals(store));
        this.targets = new TargetWorkers(shared, new LastChanges(store));
        this.operations = new Operations(ranges, targets, shared, new Configs());
        this.heartbeat = new Heartbeat(
                Heartbeat.Limits.beating(outputs.announcements().beat()),
                schedule,
                schedule::longestRun,
                events,
                clock);
    }

    /**
     * Guards every target by the last good ranges at once, then fetches, and goes on so until it is closed.
     *
     * @param loaded the first config
     * @param state the state directory of that config; it stays in use
     * @param source is asked at {@link #reload()}
     * @param more is told of every event too
     */
    public static Daemon start(
            LoadedConfig loaded,
            StateDirectory state,
            ConfigSource source,
            DaemonContext context,
            Consumer<Event> more) {
        Daemon daemon = new Daemon(loaded, state, source, context, more);
        daemon.begin();
        return daemon;
    }

    private void begin() {
        heartbeat.whileAlive(this::checkAll);
        targets.replace(loaded.config(), Optional.empty());
        ranges.begin();
        schedule.add(Schedule.Type.FETCH_RANGES, RANGES, ranges::run);
        schedule.onRequest(RELOAD, this::loadAgain);
        schedule.now(RANGES);
        rememberFirst();
        // Last: whoever wants to look at the guard must not keep it waiting.
        outputs.configure(loaded.config());
        loaded.warnings().forEach(warning -> LOG.warn("{}", warning));
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
        Reloaded outcome =
                new Reloaded(Reloaded.Outcome.REFUSED, List.of("the reload broke: this is a bug, see the log"));
        try {
            outcome = loadAgain(variables);
        } finally {
            for (ReloadRequest request : requests) {
                request.outcome().complete(outcome);
            }
        }
        syncNow();
    }

    private Reloaded loadAgain(Map<String, String> variables) {
        try {
            return operations.exchange(() -> exchange(variables));
        } catch (TrialRunningException e) {
            String why = String.valueOf(e.getMessage());
            LOG.warn("the config is not read again: {}", why);
            return new Reloaded(Reloaded.Outcome.NOT_NOW, List.of(why));
        }
    }

    private Reloaded exchange(Map<String, String> variables) {
        outputs.announcements().reloading();
        try {
            return new Reloaded(Reloaded.Outcome.ACCEPTED, enforce(source.load(variables)));
        } catch (ConfigException e) {
            refused = Optional.of(clock.instant());
            List<String> problems = String.valueOf(e.getMessage()).lines().toList();
            events.accept(new Event.ConfigRefused(clock.instant(), problems));
            return new Reloaded(Reloaded.Outcome.REFUSED, problems);
        } finally {
            outputs.announcements().reloaded();
        }
    }

    private List<String> enforce(LoadedConfig next) {
        Config config = next.config();
        List<String> warnings = new ArrayList<>();
        if (!config.stateDir().equals(loaded.config().stateDir())) {
            warnings.add("state-dir is " + loaded.config().stateDir() + " until the next start");
        }
        refused = Optional.empty();
        warnings.addAll(outputs.configure(config));
        synchronized (replacing) {
            loaded = next;
            ranges.use(config);
            warnings.addAll(targets.replace(config, sync.inForce()));
        }
        remember(() -> accepted.accept(next.text().text())).ifPresent(warnings::add);
        events.accept(new Event.ConfigReloaded(clock.instant(), List.copyOf(warnings)));
        // For whoever edits the file; nobody else can do anything about it.
        next.warnings().forEach(warning -> warnings.add(warning.toString()));
        return List.copyOf(warnings);
    }

    /** Where it is the one that was accepted last, it stands in for a file that was rejected, perhaps, and that stays rejected. */
    private void rememberFirst() {
        String text = loaded.text().text();
        // Nobody waits for it: a disk that hangs must not keep a guard down.
        CompletableFuture<Optional<String>> unused = remembering(() -> {
            if (!accepted.text().equals(Optional.of(text))) {
                accepted.accept(text);
            }
        });
    }

    /** Waits for it, but not for a disk that hangs; returns what went wrong. */
    private Optional<String> remember(StateWork work) {
        try {
            return remembering(work).get(WRITING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.of("the state cannot be written: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the state may not be written: interrupted");
        }
    }

    /** One after the other, whoever asks. */
    private CompletableFuture<Optional<String>> remembering(StateWork work) {
        CompletableFuture<Optional<String>> done = new CompletableFuture<>();
        serialExecutor.soon(() -> {
            Optional<String> problem = StateWork.attempt(work);
            problem.ifPresent(outputs::stateProblem);
            done.complete(problem);
        });
        return done;
    }

    private final class Configs implements Operations.Configs {
        @Override
        public LoadedConfig enforced() {
            return loaded;
        }

        @Override
        public List<String> enforce(LoadedConfig next) {
            return Daemon.this.enforce(next);
        }

        @Override
        public void adopt(LoadedConfig tried) {
            source.adopt(tried);
        }

        @Override
        public void reject(LoadedConfig tried) throws StateException {
            Optional<String> problem =
                    remember(() -> accepted.reject(tried.text().digest()));
            if (problem.isPresent()) {
                throw new StateException(problem.get());
            }
        }
    }

    /** A config that was on trial when a daemon was killed, and was never confirmed: what only it has is taken out, once the present one stands. */
    public void cleanAfter(Config tried) {
        synchronized (replacing) {
            targets.cleanAfter(tried);
        }
    }

    /** What a person can ask of it. */
    public Operations operations() {
        return operations;
    }

    /** The config that it goes by. */
    public LoadedConfig enforced() {
        return loaded;
    }

    /** When a new config was refused; empty where the last one was taken. */
    public Optional<Instant> refused() {
        return refused;
    }

    private void rangesChanged(Ranges now) {
        synchronized (replacing) {
            boolean first = targets.all().stream().noneMatch(TargetWorker::hasReconciled);
            targets.want(loaded.config(), now, first ? Cause.START : Cause.RANGES);
        }
    }

    /** Ready once every target was looked at, however that ended; and where there is nothing to guard by, once that is known. */
    private void readyOnce() {
        if (targets.all().stream().allMatch(TargetWorker::hasReconciled)
                || (sync.hasAnswered() && sync.inForce().isEmpty())) {
            outputs.announcements().up();
        }
    }

    /** What is found out only now and then, since nobody tells. */
    private void checkAll() {
        outputs.alive();
        targets.all().forEach(TargetWorker::checkWatch);
        operations.trial().ifPresent(ConfigTrial::checkWatches);
        tellOfRemovals();
        synchronized (replacing) {
            // A trial may be at work where something is to be cleaned.
            if (operations.trial().isEmpty()) {
                targets.tidy(loaded.config());
            }
        }
    }

    /** Once a day: a guard that was removed for an hour is forgotten easily. */
    private void tellOfRemovals() {
        Instant now = clock.instant();
        if (Duration.between(removalsTold, now).abs().compareTo(A_DAY) < 0) {
            return;
        }
        removalsTold = now;
        targets.all()
                .forEach(worker -> worker.removed()
                        .ifPresent(removal ->
                                events.accept(new Event.GuardRemoved(now, worker.name(), removal.at(), removal.by()))));
    }

    private String statusLine() {
        return StatusLine.of(
                sync.inForce(),
                targets.all().stream().map(TargetWorker::lastStatus).toList(),
                targets.all().stream()
                        .filter(TargetWorker::isObserving)
                        .map(TargetWorker::name)
                        .collect(Collectors.toCollection(TreeSet::new)),
                refused);
    }

    @Override
    public Optional<Ranges> ranges() {
        return sync.inForce();
    }

    @Override
    public Optional<Instant> lastGoodFetch() {
        return sync.lastGoodFetch();
    }

    @Override
    public List<TargetStatus> targets() {
        Optional<ConfigTrial> trial = operations.trial();
        return targets.all().stream()
                .map(worker ->
                        trial.flatMap(tried -> tried.status(worker.name())).orElseGet(worker::status))
                .toList();
    }

    @Override
    public boolean isAlive() {
        return heartbeat.isAlive();
    }

    private void undoTrial() {
        try {
            operations.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what runs at the moment; every rule stays in force, but for a trial that nobody confirmed. */
    @Override
    public void close() {
        outputs.announcements().stopping();
        heartbeat.close();
        undoTrial();
        targets.close();
        schedule.close();
        outputs.close();
    }
}
