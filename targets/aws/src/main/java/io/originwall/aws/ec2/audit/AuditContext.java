package io.originwall.aws.ec2.audit;

import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.SourceAddresses;
import java.util.List;
import java.util.Map;

/**
 * The groups of a target at one place, and what is around them.
 *
 * @param guarded the groups of the target
 * @param others the other groups on the same interfaces
 * @param lists what the prefix lists hold to which somebody else's rules for guarded ports refer
 * @param unread why one of those could not be read, by its id
 * @param interfaces those that have a guarded group
 * @param routes of the VPCs of the guarded groups
 */
public record AuditContext(
        List<Group> guarded,
        List<Group> others,
        SourceAddresses lists,
        Map<String, String> unread,
        List<NetworkInterface> interfaces,
        List<Route> routes) {}
