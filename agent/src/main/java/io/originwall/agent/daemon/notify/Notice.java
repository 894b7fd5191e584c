package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig.Kind;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing to be told.
 *
 * @param summary one line
 * @param times how often the same happened; the time is of the last
 */
record Notice(
        Instant at,
        Kind kind,
        State state,
        About about,
        Optional<String> target,
        String summary,
        Details details,
        long times) {
    private static final int LONGEST_LINE = 300;

    /** Is it over at once, or does it last? */
    enum State {
        HAPPENED,
        BEGAN,
        LASTS,
        ENDED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What it is about. */
    enum About {
        TARGET,
        RANGES,
        CONFIG,
        STATE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What makes two notices the same thing again: they tell the very same. */
    record Key(Kind kind, State state, About about, Optional<String> target, String text, Details details) {}

    Notice {
        summary = oneLine(summary);
    }

    Key key() {
        // The ends of a problem differ only in how long it had lasted; one that comes and goes must not fill the list.
        return new Key(kind, state, about, target, state == State.ENDED ? "" : summary, details);
    }

    /** The summary, and how often. */
    String headline() {
        if (times == 1) {
            return summary;
        }
        return summary + " (" + times + (state == State.ENDED ? " times; this was the last)" : " times)");
    }

    /** This one, for both. */
    Notice after(Notice earlier) {
        return new Notice(at, kind, state, about, target, summary, details, times + earlier.times);
    }

    /** Some of it comes from outside. */
    static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }
}
