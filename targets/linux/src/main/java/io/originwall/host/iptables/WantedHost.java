package io.originwall.host.iptables;

import io.originwall.api.Guard;
import io.originwall.host.ports.PortElements;
import io.originwall.host.survey.EphemeralPorts;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * What of ours is to be on this host.
 *
 * @param shape its rules
 * @param allow the allow list
 * @param destinations guarded though they are not this host's own
 * @param tcp the guarded TCP ports
 * @param udp the guarded UDP ports
 */
record WantedHost(RuleShape shape, AddressSet allow, AddressSet destinations, PortElements tcp, PortElements udp) {
    static WantedHost of(Guard guard, AddressSet destinations, List<String> bridges, Optional<HostState> now) {
        PortElements tcp = PortElements.of(guard, Protocol.TCP, ports(now, Protocol.TCP));
        PortElements udp = PortElements.of(guard, Protocol.UDP, ports(now, Protocol.UDP));
        return new WantedHost(
                new RuleShape(guard.mode(), guard.denyWith(), udp.within(EphemeralPorts.ANSWERED), bridges),
                guard.allow(),
                destinations,
                tcp,
                udp);
    }

    /** What is there, in our own words; without what somebody else put into it, so the two differ where somebody did. */
    static WantedHost asItIs(HostState state) {
        return new WantedHost(
                GuardReader.shape(state, GuardReader.usual()),
                state.allow(),
                state.destinations(),
                withoutOdd(state.ports(Protocol.TCP)),
                withoutOdd(state.ports(Protocol.UDP)));
    }

    private static PortElements withoutOdd(PortElements ports) {
        return new PortElements(ports.protocol(), ports.elements(), List.of());
    }

    private static PortElements ports(Optional<HostState> now, Protocol protocol) {
        return now.map(state -> state.ports(protocol)).orElseGet(() -> PortElements.none(protocol));
    }

    /** The same once its trials have run out. */
    WantedHost permanent() {
        return new WantedHost(shape, allow, destinations, tcp.withoutTrials(), udp.withoutTrials());
    }

    boolean guardsNothing() {
        return tcp.isEmpty() && udp.isEmpty();
    }

    PortElements ports(Protocol protocol) {
        return protocol == Protocol.TCP ? tcp : udp;
    }

    AddressSet addresses(IpSet set) {
        Family family = set.family().orElseThrow();
        return (set == IpSet.allow(family) ? allow : destinations).of(family);
    }
}
