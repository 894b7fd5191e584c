package io.originwall.aws.ec2;

import io.originwall.api.TargetException;
import io.originwall.aws.client.GroupMaker.MadeGroup;
import io.originwall.aws.client.GroupMaker.NewGroup;

/**
 * What can be done in the AWS account around the targets, besides guarding them. Nothing but {@link #createGroup} and {@link Rollback#apply}
 * touches the account.
 */
public interface CloudAccount {
    /**
     * Makes a group that lets nobody in, where the network has none of that name yet.
     *
     * @throws TargetException also where the settings name several places to make it in
     */
    MadeGroup createGroup(Ec2Settings settings, NewGroup group) throws TargetException;

    /**
     * Looks up what it takes to put address lists of a target back to what they held before; changes nothing yet.
     *
     * @param target its name
     * @throws TargetException if the target has no such list or version, or the list is not Originwall's to change
     */
    Rollback rollback(String target, Ec2Settings settings, Rollback.Choice choice) throws TargetException;

    /** The least that has to be allowed for a target with these settings, as an IAM policy in JSON. */
    String policy(Ec2Settings settings, PolicyTask task);
}
