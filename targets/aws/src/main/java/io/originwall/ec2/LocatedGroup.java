package io.originwall.ec2;

import io.originwall.ec2.rules.Group;

/**
 * A group with the place it was found in.
 *
 * @param at reads and writes it
 */
record LocatedGroup(Group group, RegionClients at) {}
