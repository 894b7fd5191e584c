package io.originwall.api;

import java.util.Optional;

/**
 * A place where the guard is enforced: a host firewall, a set of security groups. It touches nothing but what carries its own mark.
 * A target is used by one thread at a time.
 *
 * <p>What only some places can do is an interface of its own, which a target is asked for. A target that can says so by
 * {@code Optional.of(this)}; one that cannot does not mention it. The answer may depend on the machine, such as the kernel's version, so
 * asking may fail as reading does; it changes nothing.
 */
public interface Target extends AutoCloseable {
    /** The name the config gives it; unique among the targets of one agent. */
    String name();

    /**
     * Compares what is there now with what is wanted; changes nothing. Empty when they are the same, so this is also how an apply is
     * verified and how drift is seen. The plan for {@link Guard#none()} removes all that is ours.
     */
    Plan plan(Guard wanted) throws TargetException;

    /** What the target itself says it enforces at this moment, with its counters. */
    Enforced enforced() throws TargetException;

    /** Empty where the target gives no events, so that it has to be polled. */
    default Optional<Watchable> watchable() throws TargetException {
        return Optional.empty();
    }

    /** Empty where the target cannot see ways around its guard. */
    default Optional<Auditable> auditable() throws TargetException {
        return Optional.empty();
    }

    /** Empty where the target cannot be asked about a single connection. */
    default Optional<Probeable> probeable() throws TargetException {
        return Optional.empty();
    }

    /** Empty where what was there cannot be put back: then it cannot be on trial. */
    default Optional<Restorable> restorable() throws TargetException {
        return Optional.empty();
    }

    /** Empty where the place keeps its guard when this machine restarts. */
    default Optional<BootPersistent> bootPersistent() throws TargetException {
        return Optional.empty();
    }

    /**
     * Gets ready to be asked, while the agent still waits for the ranges; does nothing where that takes no time. Called at most once, before
     * or beside the first question, on a thread of its own. It never fails: what goes wrong is for the first question to tell.
     */
    default void prepare() {}

    /**
     * Says that no guard will be wanted here any more: at most what is ours is taken out, and the target closed. Another target may have its
     * place from now on. Does nothing where no target has a place to itself.
     */
    default void release() {}

    /** Ends what the target holds on this machine, such as connections; what is enforced stays. */
    @Override
    default void close() {}
}
