package io.originwall.state;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes one of several nodes the one to work, for a limited time.
 *
 * <p>Whoever takes the lease gets an epoch: a number that is greater than every epoch that this lease ever had, also after a release and
 * after a restart of the store. It is the fencing token: before each write to what the lease protects, the holder calls {@link #isHeld} with
 * its epoch, and does not write if the answer is false. A node that was paused and wakes up therefore finishes at most the call that was in
 * flight. Time is measured by the store's clock alone; the clocks of the nodes do not matter.
 *
 * <p>If a method throws {@link IOException}, the caller must assume that it does not hold the lease. Every method ends within a bound that
 * the store sets. Safe for use by several threads and nodes.
 */
public interface Lease {
    /**
     * Takes the lease if nobody holds it, or if the holder's time is over. Who holds it already does not get it again: {@link #renew} it.
     *
     * @param holder who takes it, for the messages of others; need not be unique
     * @param time until it ends by itself, from now; positive
     * @return the new epoch; empty if somebody holds the lease
     */
    OptionalLong take(String holder, Duration time) throws IOException;

    /**
     * Holds the lease for this time from now on.
     *
     * @return false if the lease of this epoch has ended, even if nobody has taken it since; take it anew then
     */
    boolean renew(long epoch, Duration time) throws IOException;

    /** Is the lease of this epoch in force at this moment? */
    boolean isHeld(long epoch) throws IOException;

    /** Ends the lease of this epoch; does nothing if it has ended. */
    void release(long epoch) throws IOException;

    /** Who holds the lease at this moment; empty if nobody does. */
    Optional<String> holder() throws IOException;
}
