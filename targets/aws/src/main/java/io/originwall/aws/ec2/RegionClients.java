package io.originwall.aws.ec2;

import io.originwall.aws.client.AccountRegion;
import io.originwall.aws.client.AwsException;
import io.originwall.aws.client.Ec2Clients;
import io.originwall.aws.client.GroupSelection;
import io.originwall.aws.client.RegionCaller;
import io.originwall.aws.client.SecurityGroups;
import io.originwall.aws.ec2.audit.AuditContext;
import io.originwall.aws.ec2.audit.Network;
import io.originwall.aws.ec2.audit.NetworkInterface;
import io.originwall.aws.ec2.prefixlist.PrefixLists;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.IngressRule;
import io.originwall.aws.ec2.rules.Rule;
import io.originwall.aws.ec2.rules.Source;
import io.originwall.aws.ec2.rules.SourceAddresses;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All that is reached at one place.
 *
 * @param groups its security groups
 * @param lists its prefix lists
 * @param network its network interfaces and routes
 * @param quota of rules per group, as AWS tells; empty where it may not be asked
 */
record RegionClients(SecurityGroups groups, PrefixLists lists, Network network, Supplier<Optional<Integer>> quota) {
    static RegionClients of(AccountRegion place, Ec2Clients clients) {
        RegionCaller caller = new RegionCaller(place, () -> clients.ec2(place));
        return new RegionClients(
                new SecurityGroups(caller),
                new PrefixLists(caller, clients.waits().poll()),
                new Network(caller),
                () -> clients.rulesPerGroup(place));
    }

    AccountRegion place() {
        return groups.place();
    }

    /** What there is around these groups of this place, as far as it matters to a guard of these ports. */
    AuditContext around(List<Group> groups, List<PortRange> ports) throws AwsException {
        List<String> ids = groups.stream().map(Group::id).toList();
        List<NetworkInterface> interfaces = network.interfaces(ids);
        List<String> others = interfaces.stream()
                .flatMap(one -> one.groups().stream())
                .filter(id -> !ids.contains(id))
                .distinct()
                .toList();
        List<Group> beside = groups().read(GroupSelection.ofIds(others));
        Stream<IngressRule> foreign = Stream.concat(
                groups.stream().flatMap(group -> group.others().stream()),
                beside.stream().flatMap(group -> group.ingress().stream()));
        Map<String, AddressSet> held = new HashMap<>();
        Map<String, String> unread = new HashMap<>();
        for (String list : lists(foreign.map(IngressRule::rule), ports)) {
            try {
                held.put(list, AddressSet.ofBlocks(lists.entries(list).keySet()));
            } catch (AwsException e) {
                unread.put(list, String.valueOf(e.getMessage()));
            }
        }
        return new AuditContext(
                groups,
                beside,
                new SourceAddresses(held),
                unread,
                interfaces,
                network.routes(groups.stream().map(Group::vpc).toList()));
    }

    private static List<String> lists(Stream<Rule> rules, List<PortRange> ports) {
        return rules.filter(rule -> ports.stream().anyMatch(rule::overlaps))
                .map(Rule::source)
                .filter(Source.PrefixList.class::isInstance)
                .map(Source::toString)
                .distinct()
                .toList();
    }
}
