package io.originwall.aws.ec2;

import io.originwall.api.TargetException;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.aws.ec2.rules.SourceAddresses;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one look at all places brought.
 *
 * @param found the groups, in the order of their ids
 * @param unread why a place could not be read, one line each
 * @param missing what the config names and no place has, or another target has, one line each
 */
record LocatedGroups(List<LocatedGroup> found, List<String> unread, List<String> missing) {
    List<Group> groups() {
        return found.stream().map(LocatedGroup::group).toList();
    }

    Set<String> ids() {
        return groups().stream().map(Group::id).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The rest, and why.
     *
     * @param taken groups that another target has, with its name
     */
    LocatedGroups without(Map<String, String> taken) {
        List<String> more = new ArrayList<>(missing);
        groups().stream()
                .map(Group::id)
                .filter(taken::containsKey)
                .forEach(id -> more.add(GroupClaims.problem("security group " + id, taken.getOrDefault(id, ""))));
        return new LocatedGroups(
                found.stream()
                        .filter(one -> !taken.containsKey(one.group().id()))
                        .toList(),
                unread,
                more);
    }

    /** The groups of one place. */
    List<Group> at(RegionClients regionClient) {
        return found.stream()
                .filter(one -> one.at().equals(regionClient))
                .map(LocatedGroup::group)
                .toList();
    }

    /** What the prefix lists hold that rules for this port refer to, everybody's. */
    SourceAddresses blocksFor(Port port) throws TargetException {
        Map<String, AddressSet> lists = new HashMap<>();
        for (LocatedGroup one : found) {
            for (IngressRule rule : one.group().ingress()) {
                if (rule.rule().source() instanceof Source.PrefixList list
                        && rule.rule().covers(port)
                        && !lists.containsKey(list.id())) {
                    lists.put(
                            list.id(),
                            AddressSet.ofBlocks(
                                    one.at().lists().entries(list.id()).keySet()));
                }
            }
        }
        return new SourceAddresses(lists);
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>(unread);
        problems.addAll(missing);
        return problems;
    }

    /** This reading, if nothing is left out of it. */
    LocatedGroups complete() throws TargetException {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new TargetException(String.join("; ", problems));
        }
        return this;
    }
}
