package io.originwall.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.List;
import java.util.stream.Stream;

/** The place of the target that is checked: what the contract looks at, breaks, and has to know of it. */
public interface ContractPlace {
    /** The target that is checked. */
    Target target();

    /** All there is in the place, as text that is the same when nothing changed; without what counts by itself. */
    String wholePlace() throws Exception;

    /** What is there of somebody else's alone, likewise. */
    String foreignThings() throws Exception;

    /** Changes what is ours behind the target's back. */
    void drift() throws Exception;

    /** Sends one new connection's first packet and tells whether it got in. */
    boolean letsIn(Address from, Port to) throws Exception;

    /** Does the target count packets? */
    default boolean counts() {
        return true;
    }

    /** Does the target lift a trial by itself? */
    default boolean undoesTrials() {
        return true;
    }

    /** Can it enforce such a guard? Where not, it refuses it. */
    default boolean canEnforce(Guard guard) {
        return true;
    }

    /** Does the place deny by itself what nothing in it lets in? Then a guard opens, and nothing is open without one. */
    default boolean deniesByItself() {
        return false;
    }

    /** Those of these guards that the target can enforce. */
    default List<Guard> thatCanBeEnforced(Guard... guards) {
        return Stream.of(guards).filter(this::canEnforce).toList();
    }

    /** Puts this guard up. */
    default void apply(Guard guard) throws TargetException {
        target().plan(guard).apply();
    }

    /** Holds if the target enforces this guard, and nothing is left to do. */
    default void assertInForce(Guard guard) throws TargetException {
        assertThat(target().plan(guard).changes()).isEmpty();
        assertThat(target().enforced().guard()).isEqualTo(guard);
    }
}
