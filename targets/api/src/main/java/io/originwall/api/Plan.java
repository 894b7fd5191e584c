package io.originwall.api;

import java.util.List;

/** The difference between what a target enforces and what it should. It is good for one apply, soon after it was made. */
public interface Plan {
    /** What a person reads; empty when the target is in sync. */
    List<Change> changes();

    default boolean isEmpty() {
        return changes().isEmpty();
    }

    /**
     * What of the target this plan leaves out, for it could not be read or cannot be made as wanted: one line each, with what to do. The
     * plan stands for the rest, and the target has failed all the same. Where nothing is left, there is no plan.
     */
    default List<String> problems() {
        return List.of();
    }

    /** What the target enforced when the plan was made; where somebody changed its structure, the nearest guard. */
    Guard before();

    /**
     * Makes the target what the plan wants; atomic where the backend can be. Does nothing for an empty plan.
     *
     * @throws TargetException when it failed; the message says whether the old or the new state is in force. Where several things are
     *     written one after the other, prepare all of them first; if a later one fails all the same, put the earlier ones back, and if that
     *     fails too, name what is in which state
     */
    void apply() throws TargetException;
}
