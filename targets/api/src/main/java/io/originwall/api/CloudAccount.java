package io.originwall.api;

import java.util.Optional;

/**
 * What a type of target can do in the cloud account around its targets, besides guarding them. Nothing but {@link #createGroup} and
 * {@link Rollback#apply} touches the account.
 *
 * @param <S> the settings record of the type
 */
public interface CloudAccount<S extends Record> {
    /**
     * A group to be made.
     *
     * @param region empty for the one that the settings or the surroundings tell
     * @param network the id of the network it belongs to
     * @param name unique in that network
     */
    record NewGroup(Optional<String> region, String network, String name) {}

    /**
     * The group that is there now.
     *
     * @param made it was not there before
     */
    record MadeGroup(String id, boolean made) {}

    /**
     * Makes a group that lets nobody in, where the network has none of that name yet.
     *
     * @throws TargetException also where the settings name several places to make it in
     */
    MadeGroup createGroup(S settings, NewGroup group) throws TargetException;

    /**
     * Looks up what it takes to put address lists of a target back to what they held before; changes nothing yet.
     *
     * @param target its name
     * @throws TargetException if the target has no such list or version, or the list is not Originwall's to change
     */
    Rollback rollback(String target, S settings, Rollback.Choice choice) throws TargetException;

    /** What somebody is to be allowed. */
    enum Task {
        /** To keep the target in sync, and to look at it. */
        SYNC("sync"),
        /** To look at the target, and to change nothing. */
        PLAN("plan"),
        /** {@link CloudAccount#createGroup}. */
        CREATE_GROUP("create-group"),
        /** {@link CloudAccount#rollback}. */
        ROLLBACK("rollback");

        private final String command;

        Task(String command) {
            this.command = command;
        }

        /** The command that does it. */
        @Override
        public String toString() {
            return command;
        }
    }

    /** The least that has to be allowed for a target with these settings, as the cloud's own policy document in JSON. */
    String policy(S settings, Task task);
}
