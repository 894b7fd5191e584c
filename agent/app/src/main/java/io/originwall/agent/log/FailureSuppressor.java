package io.originwall.agent.log;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The targets that fail at the moment. One that is tried every few seconds must not fill the log with the same line: the first failure is
 * told at once, then one after a minute, two, four, up to an hour, and another error not before a minute.
 */
final class FailureSuppressor {
    private static final Backoff PAUSE = new Backoff(Duration.ofMinutes(1), Duration.ofHours(1));

    /**
     * Failures with no success between them.
     *
     * @param failures how many
     * @param time since the first
     */
    record Row(int failures, Duration time) {}

    /** @param times it was told */
    private record Standing(int failures, Instant first, Instant told, String error, int times) {
        /** By the wall clock, which may go back: then it is told rather once too often. */
        boolean isTimeToTell(Instant now, String other) {
            Duration quiet = Duration.between(told, now);
            return quiet.isNegative() || quiet.compareTo(PAUSE.after(other.equals(error) ? times : 1)) >= 0;
        }

        Row row(Instant now) {
            Duration time = Duration.between(first, now);
            return new Row(failures, time.isNegative() ? Duration.ZERO : time);
        }
    }

    private final Map<String, Standing> targets = new HashMap<>();

    /** Present where it is time to tell of it. */
    synchronized Optional<Row> failed(TargetReport report, Instant now) {
        String error = report.error().orElse("");
        Standing last = targets.get(report.name());
        if (last == null) {
            Standing fresh = new Standing(1, now, now, error, 1);
            targets.put(report.name(), fresh);
            return Optional.of(fresh.row(now));
        }
        int failures = last.failures() + 1;
        if (!last.isTimeToTell(now, error)) {
            targets.put(report.name(), new Standing(failures, last.first(), last.told(), last.error(), last.times()));
            return Optional.empty();
        }
        Standing told = new Standing(failures, last.first(), now, error, last.times() + 1);
        targets.put(report.name(), told);
        return Optional.of(told.row(now));
    }

    /** Present where it is the end of a row. */
    synchronized Optional<Row> worked(TargetReport report, Instant now) {
        return Optional.ofNullable(targets.remove(report.name())).map(last -> last.row(now));
    }
}
