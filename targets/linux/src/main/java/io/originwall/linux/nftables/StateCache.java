package io.originwall.linux.nftables;

import io.originwall.api.DriftWatch;
import java.util.Optional;

/**
 * What the last read found, for as long as a watch vouches that nobody else has written since. A write need not be preceded by a read then:
 * with ten thousand blocks that is a third of the time. Safe for use by the target's thread and the watch's.
 */
final class StateCache {
    private Optional<HostState> state = Optional.empty();
    private Optional<DriftWatch> watch = Optional.empty();
    private long touches;

    /** From now on this watch vouches. */
    synchronized void trust(DriftWatch vouching) {
        watch = Optional.of(vouching);
        touch();
    }

    /** Somebody wrote: what is remembered is no longer so. */
    synchronized void touch() {
        touches++;
        state = Optional.empty();
    }

    /** To be taken before a read and given back with what it found: a write between the two shows. */
    synchronized long stamp() {
        return touches;
    }

    /** Ports on trial go without a word from anybody, so a table that has some is not remembered. */
    synchronized void remember(HostState found, long stamp) {
        boolean onTrial = found.table()
                .filter(table -> GuardReader.guard(table).trial().isPresent())
                .isPresent();
        state = stamp == touches && !onTrial ? Optional.of(found) : Optional.empty();
    }

    synchronized Optional<HostState> recall() {
        return watch.filter(DriftWatch::isAlive).flatMap(alive -> state);
    }
}
