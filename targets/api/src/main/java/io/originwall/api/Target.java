package io.originwall.api;

import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.List;
import java.util.Optional;

/**
 * A place where the guard is enforced: a host firewall, a set of security groups. It touches nothing but what carries its own mark.
 * A target is used by one thread at a time.
 */
public interface Target extends AutoCloseable {
    /** The name the config gives it; unique among the targets of one agent. */
    String name();

    /**
     * Gets ready to be asked, while the agent still waits for the ranges; does nothing where that takes no time. Called at most once, before
     * or beside the first question, on a thread of its own. It never fails: what goes wrong is for the first question to tell.
     */
    default void prepare() {}

    /**
     * Compares what is there now with what is wanted; changes nothing. Empty when they are the same, so this is also how an apply is
     * verified and how drift is seen. The plan for {@link Guard#none()} removes all that is ours.
     */
    Plan plan(Guard wanted) throws TargetException;

    /** What the target itself says it enforces at this moment, with its counters. */
    Enforced enforced() throws TargetException;

    /**
     * Remembers what is there now, so that it can be put back; changes nothing.
     *
     * @throws TargetException also if what is there is no guard of ours any more, and so could not be put back
     */
    Snapshot snapshot() throws TargetException;

    /**
     * What puts this guard up at boot: the same guard as {@link #plan} wants, without a trial's end. Reads this machine at most, never the
     * target, and may be called beside any other method. The files load into a place that holds nothing of ours and over an earlier guard alike, in the order given.
     *
     * @return empty where the place does not forget its guard when this machine restarts
     * @throws TargetException if the target cannot enforce this guard
     */
    List<BootFile> bootFiles(Guard wanted) throws TargetException;

    /** Ways around the guard that this target can see. */
    List<Finding> audit(Guard wanted) throws TargetException;

    /** Asks the target itself, not a model of it, what happens to a new connection from this address to this port. */
    Verdict check(Address from, Port to) throws TargetException;

    /**
     * The same, by what the target should enforce: a rule of somebody else's may serve as one of that.
     *
     * @param wanted none where that is not known
     */
    default Verdict check(Address from, Port to, Guard wanted) throws TargetException {
        return check(from, to);
    }

    /**
     * Calls {@code drifted}, on a thread of the watch's own, soon after somebody else touched what is ours.
     *
     * @return empty where the target gives no events, so that it has to be polled
     */
    Optional<DriftWatch> watch(Runnable drifted) throws TargetException;

    /**
     * Says that no guard will be wanted here any more: at most what is ours is taken out, and the target closed. Another target may have its
     * place from now on. Does nothing where no target has a place to itself.
     */
    default void release() {}

    /** Ends what the target holds on this machine, such as connections; what is enforced stays. */
    @Override
    default void close() {}
}
