package io.originwall.api;

import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.stream.Stream;

/** The guards and the addresses that the contract is checked with. */
public final class ContractGuards {
    public static final Address ALLOWED = Address.parse("103.21.244.10");
    public static final Address ALLOWED_IPV6 = Address.parse("2400:cb00::10");
    public static final Address STRANGER = Address.parse("198.51.100.10");
    public static final Address STRANGER_IPV6 = Address.parse("2001:db8:f::10");

    private ContractGuards() {}

    /** What most of it is checked with. */
    public static Guard guard() {
        return guard(ports("80/tcp", "443/tcp", "443/udp"), blocks("103.21.244.0/22", "2400:cb00::/32"));
    }

    public static Guard guard(List<PortRange> ports, AddressSet allow) {
        return new Guard(ports, allow, Mode.ENFORCE, DenyWith.DROP);
    }

    public static AddressSet blocks(String... blocks) {
        return AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList());
    }

    public static List<PortRange> ports(String... ports) {
        return Stream.of(ports).map(PortRange::parse).toList();
    }

    static Guard observing(Guard guard) {
        return new Guard(guard.ports(), guard.allow(), Mode.OBSERVE, guard.denyWith());
    }

    static Guard rejecting(Guard guard) {
        return new Guard(guard.ports(), guard.allow(), guard.mode(), DenyWith.REJECT);
    }
}
