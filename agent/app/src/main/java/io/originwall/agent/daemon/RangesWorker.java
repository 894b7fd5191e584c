package io.originwall.agent.daemon;

import io.originwall.agent.config.Config;
import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.sync.SyncService;
import io.originwall.agent.time.Backoff;
import io.originwall.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private static final int MAX_FETCHES = 10;

    private final StateStore store;
    private final Clock clock;
    private final SyncService sync;
    private final Consumer<Ranges> changed;
    private final RandomGenerator random = new SplittableRandom();
    private final SlidingWindowLimiter quota = new SlidingWindowLimiter(MAX_FETCHES, Duration.ofMinutes(1));

    private volatile Source source;
    private int failures;

    /** Whom to ask, and when. */
    private record Source(RangesService rangesService, FetchSchedule every) {}

    /** @param changed is called with ranges whose blocks differ from those before */
    RangesWorker(Config config, StateStore store, Clock clock, SyncService sync, Consumer<Ranges> changed) {
        this.store = store;
        this.clock = clock;
        this.sync = sync;
        this.changed = changed;
        this.source = source(config);
    }

    private Source source(Config config) {
        return new Source(
                new RangesService(config.ranges(), config.trust(), store, clock),
                FetchSchedule.of(config.ranges().every()));
    }

    /** From the next fetch on by this config; what is in force stays until then. */
    void use(Config config) {
        source = source(config);
    }

    /** What can be enforced before anybody has answered. */
    void begin() {
        sync.begin(source.rangesService()).ifPresent(changed);
    }

    /** Fetches, and says when to fetch again. */
    Instant run() {
        Duration wait = quota.take(System.nanoTime());
        if (!wait.isZero()) {
            return clock.instant().plus(wait);
        }
        Source from = source;
        boolean taken;
        try {
            taken = fetch(Acceptance.BY_RULES).rejection().isEmpty();
        } catch (NoTrustworthyRangesException e) {
            LOG.debug("no ranges", e);
            taken = false;
        }
        failures = taken ? 0 : failures + 1;
        Instant now = clock.instant();
        if (taken) {
            return from.every().after(now, random);
        }
        Instant again = now.plus(Backoff.spread(RETRY.after(failures), random));
        Instant regular = from.every().after(now, random);
        return again.isBefore(regular) ? again : regular;
    }

    /** The same for whoever asks: beyond the quota it is what is in force. An accepted list is always fetched. */
    Ranges fetchUnlessTooOften(Acceptance acceptance) throws NoTrustworthyRangesException {
        boolean tooOften =
                acceptance.digest().isEmpty() && !quota.take(System.nanoTime()).isZero();
        Optional<Ranges> inForce = tooOften ? sync.inForce() : Optional.empty();
        return inForce.isPresent() ? inForce.get() : fetch(acceptance);
    }

    /** Fetches now, on the caller's thread. */
    synchronized Ranges fetch(Acceptance acceptance) throws NoTrustworthyRangesException {
        SyncService.Refreshed now = sync.refresh(source.rangesService(), acceptance);
        if (now.changed()) {
            changed.accept(now.ranges());
        }
        return now.ranges();
    }
}
