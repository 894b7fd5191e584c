package io.originwall.aws.ec2;

import io.originwall.aws.ec2.rules.Group;

/**
 * A group with the place it was found in.
 *
 * @param at reads and writes it
 */
record LocatedGroup(Group group, RegionClients at) {}
