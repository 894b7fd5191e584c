package io.originwall.aws.ec2.audit;

import io.originwall.net.Address;
import java.util.List;

/**
 * A network interface of an instance or a load balancer.
 *
 * @param groups the ids of its security groups: traffic that one of them lets in is let in
 * @param ipv6 its IPv6 addresses
 */
public record NetworkInterface(String id, List<String> groups, List<Address> ipv6) {
    public NetworkInterface {
        groups = List.copyOf(groups);
        ipv6 = List.copyOf(ipv6);
    }
}
