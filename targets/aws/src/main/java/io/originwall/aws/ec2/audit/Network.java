package io.originwall.aws.ec2.audit;

import io.originwall.aws.client.AwsException;
import io.originwall.aws.client.Filters;
import io.originwall.aws.client.RegionCaller;
import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** Reads what is around the security groups of one place. */
public final class Network {
    private final RegionCaller caller;

    public Network(RegionCaller caller) {
        this.caller = caller;
    }

    /** The interfaces that have any of these groups. */
    public List<NetworkInterface> interfaces(List<String> groups) throws AwsException {
        List<NetworkInterface> interfaces = new ArrayList<>();
        for (Filter filter : Filters.each("group-id", groups)) {
            interfaces.addAll(caller.call(
                    "ec2:DescribeNetworkInterfaces",
                    ec2 ->
                            ec2
                                    .describeNetworkInterfacesPaginator(request -> request.filters(filter))
                                    .networkInterfaces()
                                    .stream()
                                    .map(Network::networkInterface)
                                    .toList()));
        }
        return interfaces.stream().distinct().toList();
    }

    private static NetworkInterface networkInterface(software.amazon.awssdk.services.ec2.model.NetworkInterface one) {
        return new NetworkInterface(
                one.networkInterfaceId(),
                one.groups().stream().map(GroupIdentifier::groupId).toList(),
                one.ipv6Addresses().stream()
                        .map(address -> Address.parse(address.ipv6Address()))
                        .toList());
    }

    /** The routes of these VPCs, but for those to prefix lists. */
    public List<Route> routes(List<String> vpcs) throws AwsException {
        List<Route> routes = new ArrayList<>();
        for (Filter filter : Filters.each("vpc-id", vpcs)) {
            routes.addAll(caller.call(
                    "ec2:DescribeRouteTables",
                    ec2 -> ec2.describeRouteTablesPaginator(request -> request.filters(filter)).routeTables().stream()
                            .flatMap(Network::routes)
                            .toList()));
        }
        return routes;
    }

    private static Stream<Route> routes(RouteTable table) {
        return table.routes().stream()
                .flatMap(route -> Stream.of(route.destinationCidrBlock(), route.destinationIpv6CidrBlock())
                        .filter(Objects::nonNull)
                        .flatMap(text -> block(text).stream())
                        .map(block -> new Route(table.routeTableId(), block, target(route))));
    }

    private static String target(software.amazon.awssdk.services.ec2.model.Route route) {
        return Stream.of(
                        route.egressOnlyInternetGatewayId(),
                        route.natGatewayId(),
                        route.transitGatewayId(),
                        route.vpcPeeringConnectionId(),
                        route.carrierGatewayId(),
                        route.localGatewayId(),
                        route.gatewayId(),
                        route.networkInterfaceId())
                .filter(Objects::nonNull)
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse("nowhere");
    }

    private static Optional<Cidr> block(String text) {
        try {
            return Optional.of(Cidr.parse(text));
        } catch (AddressFormatException e) {
            return Optional.empty();
        }
    }
}
