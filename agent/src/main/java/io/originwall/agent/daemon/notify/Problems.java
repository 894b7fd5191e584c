package io.originwall.agent.daemon.notify;

import io.originwall.agent.daemon.notify.Notice.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong at this moment, and when that was last told. A problem is told when it begins and when it ends, and in between only now and
 * then, however often it is met. Not thread-safe.
 */
final class Problems {
    private static final int MOST_VARIANTS = 50;

    private final Map<String, Problem> open = new HashMap<>();

    private static final class Problem {
        private final Instant since;
        private final Map<String, Long> told = new HashMap<>();
        private long times;

        Problem(Instant since) {
            this.since = since;
        }
    }

    /** How long something was wrong, and how often it was met. */
    record Past(Instant since, long times) {}

    /** What is to be told of a problem that was met. */
    record Met(State state, Past past) {}

    /**
     * The problem was met; empty where that need not be told.
     *
     * @param variant another one of the same problem is told at once
     * @param nanos when, by a clock that does not jump
     */
    Optional<Met> met(String problem, String variant, Instant at, long nanos, Duration remind) {
        Problem known = open.computeIfAbsent(problem, name -> new Problem(at));
        known.times++;
        Optional<Long> told = Optional.ofNullable(known.told.get(variant));
        if (told.isPresent() && nanos - told.get() < remind.toNanos()) {
            return Optional.empty();
        }
        if (known.told.size() >= MOST_VARIANTS) {
            known.told.clear();
        }
        known.told.put(variant, nanos);
        return Optional.of(new Met(told.isPresent() ? State.LASTS : State.BEGAN, new Past(known.since, known.times)));
    }

    /** It is over; empty where there was nothing. */
    Optional<Past> ended(String problem) {
        return Optional.ofNullable(open.remove(problem)).map(known -> new Past(known.since, known.times));
    }

    boolean isOpen(String problem) {
        return open.containsKey(problem);
    }
}
