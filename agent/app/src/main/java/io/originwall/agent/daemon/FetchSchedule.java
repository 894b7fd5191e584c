package io.originwall.agent.daemon;

import io.originwall.agent.config.Durations;
import io.originwall.agent.time.Backoff;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.random.RandomGenerator;
import org.quartz.CronExpression;

/** How often the ranges are fetched: {@code ranges.every}. A fleet that shares a config must not knock at once. */
sealed interface FetchSchedule {
    /** When to fetch next, at random within some bounds. */
    Instant after(Instant now, RandomGenerator random);

    static FetchSchedule of(String text) {
        return text.strip().contains(" ") ? Cron.of(text.strip()) : new Interval(Durations.parse(text));
    }

    /** A tenth sooner or later each time. */
    record Interval(Duration length) implements FetchSchedule {
        @Override
        public Instant after(Instant now, RandomGenerator random) {
            return now.plus(Backoff.spread(length, random));
        }
    }

    /** Up to half a minute after the moment that the expression names, in the time zone of this host. */
    record Cron(CronExpression expression) implements FetchSchedule {
        private static final int SPREAD_MILLIS = 30_000;
        /** An expression without a next moment, such as one of a year that is over. */
        private static final Duration NEVER = Duration.ofDays(365);

        private static Cron of(String text) {
            try {
                return new Cron(new CronExpression(text));
            } catch (ParseException e) {
                throw new IllegalArgumentException(
                        "not a Quartz cron expression, although the config took it: " + text, e);
            }
        }

        @Override
        public Instant after(Instant now, RandomGenerator random) {
            Date next = expression.getNextValidTimeAfter(Date.from(now));
            return next == null ? now.plus(NEVER) : next.toInstant().plusMillis(random.nextInt(SPREAD_MILLIS));
        }
    }
}
