package io.originwall.agent.daemon.notify;

import io.originwall.agent.config.NotificationConfig.Kind;
import io.originwall.text.OneLine;
import io.originwall.text.Sha256;
import io.originwall.text.ShortList;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing to be told.
 *
 * @param summary one line
 * @param details the first few of many things, one line each, and how many more there are
 * @param digest of all of them, which tells them from others that begin alike
 * @param times how often the same happened; the time is of the last
 */
record Notification(
        Instant at,
        Kind kind,
        State state,
        About about,
        Optional<String> target,
        String summary,
        List<String> details,
        String digest,
        long times) {
    private static final int MAX_DETAILS = 5;

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

    static Notification of(
            Instant at, Kind kind, State state, About about, Optional<String> target, String summary, List<?> details) {
        List<String> lines = Stream.concat(
                        details.stream().limit(MAX_DETAILS).map(detail -> OneLine.of(detail.toString())),
                        ShortList.rest(details.size(), MAX_DETAILS).map("… "::concat).stream())
                .toList();
        return new Notification(
                at, kind, state, about, target, OneLine.of(summary), lines, Sha256.ofLines(details.stream()), 1);
    }

    /** Two notices are the same thing again where their keys are equal: they tell the very same. */
    Notification key() {
        // The ends of a problem differ only in how long it had lasted; one that comes and goes must not fill the list.
        String text = state == State.ENDED ? "" : summary;
        return new Notification(Instant.EPOCH, kind, state, about, target, text, details, digest, 1);
    }

    /** The summary, and how often. */
    String headline() {
        if (times == 1) {
            return summary;
        }
        return summary + " (" + times + (state == State.ENDED ? " times; this was the last)" : " times)");
    }

    /** This one, for both. */
    Notification after(Notification earlier) {
        return new Notification(at, kind, state, about, target, summary, details, digest, times + earlier.times);
    }
}
