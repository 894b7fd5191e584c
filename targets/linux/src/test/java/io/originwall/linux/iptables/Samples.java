package io.originwall.linux.iptables;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A guard, and hosts that it is to be put up on. */
final class Samples {
    static final Guard GUARD = guard("80/tcp", "8000-8010/tcp", "443/udp");

    private Samples() {}

    static Guard guard(String... ports) {
        return new Guard(
                Stream.of(ports).map(PortRange::parse).toList(),
                blocks("103.21.244.0/22", "104.16.0.0/13", "104.24.0.0/14", "2400:cb00::/32"),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    static AddressSet blocks(String... blocks) {
        return AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList());
    }

    static GuardState wanted() {
        return GuardState.of(GUARD, blocks("203.0.113.80/32"), List.of("docker0"), PortElements::none);
    }

    static GuardState wanted(AddressSet allow) {
        return new GuardState(wanted().shape(), allow, AddressSet.empty(), wanted().tcp(), wanted().udp());
    }

    /** A host that holds these sets, as {@code ipset save} prints them. */
    static HostState sets(String saved) {
        return new HostState(IpSetParser.parse(saved), Set.of(), Map.of(), Map.of());
    }
}
