package io.originwall.linux.iptables;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The networks behind interfaces, as the kernel routes them. iptables cannot ask, before a packet is routed, which way it will go; nftables
 * can. So where containers can be dialled by their own addresses, those are guarded by the networks they are in.
 */
final class Routes {
    private static final String IPV4 = "/proc/self/net/route";
    private static final String IPV6 = "/proc/self/net/ipv6_route";

    private Routes() {}

    static AddressSet through(Tools tools, List<String> devices) {
        if (devices.isEmpty()) {
            return AddressSet.empty();
        }
        List<AddressRange> networks = new ArrayList<>();
        tools.read(IPV4).ifPresent(text -> networks.addAll(ipv4(text, devices)));
        tools.read(IPV6).ifPresent(text -> networks.addAll(ipv6(text, devices)));
        return AddressSet.of(networks);
    }

    /** {@code docker0 000011AC 00000000 0001 0 0 0 0000FFFF 0 0 0}: device, destination, …, mask in the eighth place, in host order. */
    static List<AddressRange> ipv4(String routes, List<String> devices) {
        return routes.lines()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 7 && devices.contains(words[0]))
                .flatMap(words ->
                        block(new Address(Family.IPV4, 0, swapped(words[1])), Long.bitCount(swapped(words[7])))
                                .stream())
                .toList();
    }

    private static long swapped(String hex) {
        return Integer.toUnsignedLong(Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16)));
    }

    /** {@code fd170000…0000 40 000… 00 000… 00000100 … docker0}: destination, prefix length in hexadecimal, …, device. */
    static List<AddressRange> ipv6(String routes, List<String> devices) {
        return routes.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 9 && devices.contains(words[9]) && words[0].length() == 32)
                .flatMap(words -> block(
                        new Address(
                                Family.IPV6,
                                Long.parseUnsignedLong(words[0].substring(0, 16), 16),
                                Long.parseUnsignedLong(words[0].substring(16), 16)),
                        Integer.parseInt(words[1], 16))
                        .stream())
                .toList();
    }

    /** No default route, and none that is the same on every interface: link-local and multicast. */
    private static Optional<AddressRange> block(Address network, int prefix) {
        boolean everywhere = network.family() == Family.IPV6 && network.high() >>> 56 >= 0xFE;
        return prefix == 0 || everywhere ? Optional.empty() : Optional.of(new Cidr(network, prefix).range());
    }
}
