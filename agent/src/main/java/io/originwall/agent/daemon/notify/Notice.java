package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing to be told.
 *
 * @param summary one line
 * @param details more lines, {@link #few}
 * @param times how often it happened; the rest of it is of the last time
 */
record Notice(
        Instant at,
        Kind kind,
        State state,
        About about,
        Optional<String> target,
        String summary,
        List<String> details,
        long times) {
    private static final int LONGEST_LINE = 300;
    private static final int MOST_DETAILS = 5;

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

    /** What makes two notices the same thing again. */
    record Key(Kind kind, State state, About about, Optional<String> target) {}

    Notice {
        summary = oneLine(summary);
        details = List.copyOf(details);
    }

    /** The first of many things, a line each, and how many more there are. */
    static List<String> few(List<?> things) {
        Stream<String> first = things.stream().limit(MOST_DETAILS).map(thing -> oneLine(thing.toString()));
        int more = things.size() - MOST_DETAILS;
        return Stream.concat(first, more > 0 ? Stream.of("… and " + more + " more") : Stream.of())
                .toList();
    }

    Key key() {
        return new Key(kind, state, about, target);
    }

    /** This one, for both. */
    Notice after(Notice earlier) {
        return new Notice(at, kind, state, about, target, summary, details, times + earlier.times);
    }

    /** Some of it comes from outside. */
    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }
}
