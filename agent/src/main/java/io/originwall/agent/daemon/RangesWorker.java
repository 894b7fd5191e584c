package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.EventSink;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.RangeKeeper;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.LastProblems;
import io.originwall.agent.state.Request;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the ranges: the last good ones at once, then whatever the source gives, as often as the config says. */
final class RangesWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RangesWorker.class);
    private static final Backoff RETRY = new Backoff(Duration.ofSeconds(30), Duration.ofHours(1));

    /** In a minute, however often it is asked for: a tool that reloads in a loop must not knock at the source as often. */
    private static final int MOST_FETCHES = 10;

    private final StateStore store;
    private final LastProblems lastProblems;
    private final Request request;
    private final Clock clock;
    private final EventSink events;
    private final Consumer<Ranges> changed;
    private final RandomGenerator random = new SplittableRandom();
    private final Quota quota = new Quota(MOST_FETCHES, Duration.ofMinutes(1));

    private volatile Source source;
    private volatile Optional<Ranges> inForce = Optional.empty();
    private volatile Optional<Instant> lastGoodFetch = Optional.empty();
    private volatile boolean answered;
    private int failures;

    /** Whom to ask, and when. */
    private record Source(RangeKeeper keeper, Every every) {}

    /** @param changed is called with ranges whose blocks differ from those before */
    RangesWorker(Config config, StateDirectory state, Clock clock, EventSink events, Consumer<Ranges> changed) {
        this.store = new DirectoryStore(state);
        this.lastProblems = new LastProblems(store);
        this.request = Request.acceptance(state);
        this.clock = clock;
        this.events = events;
        this.changed = changed;
        this.source = source(config);
    }

    private Source source(Config config) {
        return new Source(
                new RangeKeeper(config.ranges(), config.trust(), store, clock),
                Every.of(config.ranges().every()));
    }

    /** From the next fetch on by this config; what is in force stays until then. */
    void use(Config config) {
        source = source(config);
    }

    /** What can be enforced before anybody has answered. */
    void begin() {
        try {
            Ranges last = source.keeper().lastGood();
            inForce = Optional.of(last);
            changed.accept(last);
        } catch (NoTrustworthyRangesException e) {
            LOG.debug("no ranges to begin with", e);
        }
    }

    /** Fetches, and says when to fetch again. */
    Instant run() {
        Duration wait = quota.take(System.nanoTime());
        if (!wait.isZero()) {
            return clock.instant().plus(wait);
        }
        Source from = source;
        boolean taken = isAccepted() ? fetchAccepted(from.keeper()) : fetch(from.keeper(), Acceptance.BY_RULES);
        failures = taken ? 0 : failures + 1;
        Instant now = clock.instant();
        if (taken) {
            return from.every().after(now, random);
        }
        Instant again = now.plus(Backoff.spread(RETRY.after(failures), random));
        Instant regular = from.every().after(now, random);
        return again.isBefore(regular) ? again : regular;
    }

    /** An operator waits for the next list to be taken. */
    boolean isAccepted() {
        try {
            return request.isGood(clock.instant());
        } catch (StateException e) {
            LOG.debug("no request that can be read", e);
            return false;
        }
    }

    private boolean fetchAccepted(RangeKeeper keeper) {
        try {
            return fetch(keeper, Acceptance.of(request.word()));
        } catch (StateException | IllegalArgumentException e) {
            events.accept(new Event.StateProblem(
                    clock.instant(), "a request to accept a list is not followed: " + e.getMessage()));
            return fetch(keeper, Acceptance.BY_RULES);
        } finally {
            try {
                request.clear();
            } catch (StateException e) {
                events.accept(new Event.StateProblem(clock.instant(), String.valueOf(e.getMessage())));
            }
        }
    }

    private boolean fetch(RangeKeeper keeper, Acceptance acceptance) {
        Ranges fetched;
        try {
            fetched = keeper.refresh(acceptance);
        } catch (NoTrustworthyRangesException e) {
            answered = true;
            remember(e.problems());
            reject(e.rejection(), e.problems());
            return false;
        }
        answered = true;
        remember(fetched.problems());
        if (fetched.rejection().isPresent() && inForce.isPresent()) {
            // What is on the disk may be older than what is in force, if that could not be written down.
            fetched = inForce.get().rejected(fetched.rejection().get(), fetched.problems());
        }
        boolean differs = inForce.isEmpty() || !inForce.get().entries().equals(fetched.entries());
        inForce = Optional.of(fetched);
        if (fetched.rejection().isPresent()) {
            reject(fetched.rejection().get(), fetched.problems());
        } else {
            lastGoodFetch = Optional.of(fetched.fetchedAt());
            events.accept(new Event.RangesFetched(clock.instant(), fetched, differs));
        }
        if (differs) {
            changed.accept(fetched);
        }
        return fetched.rejection().isEmpty();
    }

    /** At least one fetch has ended. */
    boolean hasAnswered() {
        return answered;
    }

    private void reject(Rejection reason, List<String> problems) {
        events.accept(new Event.RangesRejected(clock.instant(), reason, problems, inForce));
    }

    private void remember(List<String> problems) {
        try {
            lastProblems.record(problems);
        } catch (StateException e) {
            events.accept(new Event.StateProblem(clock.instant(), String.valueOf(e.getMessage())));
        }
    }

    Optional<Ranges> inForce() {
        return inForce;
    }

    Optional<Instant> lastGoodFetch() {
        return lastGoodFetch;
    }
}
