package io.originwall.api;

import java.util.Optional;

/**
 * What a type of target can do in the cloud account around its targets, besides guarding them. Nothing but {@link #createGroup} touches the
 * account.
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

    /** The least that a target with these settings has to be allowed, as the cloud's own policy document in JSON. */
    String policy(S settings, boolean readOnly);
}
