package io.originwall.ec2;

import io.originwall.ec2.audit.Network;
import io.originwall.ec2.audit.NetworkInterface;
import io.originwall.ec2.audit.Surroundings;
import io.originwall.ec2.aws.AwsException;
import io.originwall.ec2.aws.Caller;
import io.originwall.ec2.aws.Clients;
import io.originwall.ec2.aws.Place;
import io.originwall.ec2.aws.SecurityGroups;
import io.originwall.ec2.aws.Selection;
import io.originwall.ec2.prefixlist.PrefixLists;
import io.originwall.ec2.rules.Group;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All that is reached at one place.
 *
 * @param groups its security groups
 * @param lists its prefix lists
 * @param network its network interfaces and routes
 * @param quota of rules per group, as AWS tells; empty where it may not be asked
 */
record Door(SecurityGroups groups, PrefixLists lists, Network network, Supplier<Optional<Integer>> quota) {
    static Door of(Place place, Clients clients) {
        Caller caller = new Caller(place, () -> clients.ec2(place));
        return new Door(
                new SecurityGroups(caller),
                new PrefixLists(caller),
                new Network(caller),
                () -> clients.rulesPerGroup(place));
    }

    Place place() {
        return groups.place();
    }

    /** What there is around these groups of this place. */
    Surroundings around(List<Group> groups) throws AwsException {
        List<String> ids = groups.stream().map(Group::id).toList();
        List<NetworkInterface> interfaces = network.interfaces(ids);
        List<String> others = interfaces.stream()
                .flatMap(one -> one.groups().stream())
                .filter(id -> !ids.contains(id))
                .distinct()
                .toList();
        return new Surroundings(
                groups,
                groups().read(Selection.ofIds(others)),
                interfaces,
                network.routes(groups.stream().map(Group::vpc).toList()));
    }
}
