package io.originwall.ec2.audit;

import io.originwall.ec2.rules.Group;
import java.util.List;

/**
 * The groups of a target at one place, and what is around them.
 *
 * @param guarded the groups of the target
 * @param others the other groups on the same interfaces
 * @param interfaces those that have a guarded group
 * @param routes of the VPCs of the guarded groups
 */
public record Surroundings(
        List<Group> guarded, List<Group> others, List<NetworkInterface> interfaces, List<Route> routes) {}
