package io.originwall.agent.ranges;

import io.originwall.net.Family;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The provider's ranges as they are to be let in, and what went wrong on the way to them.
 *
 * @param origin {@code cloudflare}, or the address of the list where the provider is a url or a file
 * @param fetchedAt when the source last gave this list, or confirmed it with 304 Not Modified; for the embedded copy, when it was taken
 * @param etag the list's own version: the {@code etag} inside Cloudflare's answer, else the HTTP one
 * @param entries sorted by block
 * @param rejection why the last fetch was not taken; empty where it was, and where nobody was asked
 * @param problems one line each, fit to be shown; empty where all is well
 */
public record Ranges(
        String origin,
        State state,
        Instant fetchedAt,
        Optional<String> etag,
        List<RangeEntry> entries,
        Optional<Rejection> rejection,
        List<String> problems) {
    /** How the list was come by. */
    public enum State {
        /** The source gave or confirmed it just now, and it is trusted. */
        FRESH,
        /** The last good list. */
        CACHED,
        /** The copy inside this program: there has never been a good list here. */
        EMBEDDED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many blocks of this family are let in. */
    public long count(Family family) {
        return entries.stream()
                .filter(entry -> entry.block().family() == family)
                .count();
    }

    /** Whether both let the same blocks in, for as long, wherever each has them from. */
    public boolean letsInTheSameAs(Ranges other) {
        return entries.size() == other.entries.size()
                && IntStream.range(0, entries.size())
                        .allMatch(i -> entries.get(i).letsInTheSameAs(other.entries.get(i)));
    }

    /** The same, after a fetch that was not taken. */
    public Ranges rejected(Rejection reason, List<String> why) {
        State now = state == State.FRESH ? State.CACHED : state;
        return new Ranges(origin, now, fetchedAt, etag, entries, Optional.of(reason), why);
    }

    /** The same, with other problems. */
    public Ranges withProblems(List<String> others) {
        return new Ranges(origin, state, fetchedAt, etag, entries, rejection, others);
    }
}
