package io.originwall.host.nftables;

import io.originwall.api.Guard;
import io.originwall.host.ports.PortElements;
import io.originwall.host.survey.EphemeralPorts;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Our table as a guard wants it.
 *
 * @param shape its rules
 * @param allow the allow list
 * @param destinations guarded though they are not this host's own
 * @param tcp the guarded TCP ports
 * @param udp the guarded UDP ports
 */
record WantedTable(TableShape shape, AddressSet allow, AddressSet destinations, PortElements tcp, PortElements udp) {
    static WantedTable of(Guard guard, AddressSet destinations, List<String> bridges, Optional<TableState> now) {
        PortElements tcp = PortElements.of(guard, Protocol.TCP, ports(now, Protocol.TCP));
        PortElements udp = PortElements.of(guard, Protocol.UDP, ports(now, Protocol.UDP));
        TableShape shape = new TableShape(guard.mode(), guard.denyWith(), udp.within(EphemeralPorts.ANSWERED), bridges);
        return new WantedTable(shape, guard.allow(), destinations, tcp, udp);
    }

    /** The table that is there, in our own words; without what somebody else put into it, so the two differ where somebody did. */
    static WantedTable asItIs(TableState state) {
        return new WantedTable(
                GuardReader.shape(state, TableShape.usual()),
                state.addresses("allow"),
                state.addresses("dst"),
                state.ports(Protocol.TCP),
                state.ports(Protocol.UDP));
    }

    /** The same table once its trials have run out. */
    WantedTable permanent() {
        return new WantedTable(shape, allow, destinations, tcp.withoutTrials(), udp.withoutTrials());
    }

    boolean guardsNothing() {
        return tcp.isEmpty() && udp.isEmpty();
    }

    private static PortElements ports(Optional<TableState> now, Protocol protocol) {
        return now.map(state -> state.ports(protocol)).orElseGet(() -> PortElements.none(protocol));
    }

    PortElements ports(Protocol protocol) {
        return protocol == Protocol.TCP ? tcp : udp;
    }

    /** The interfaces whose incoming packets are nobody's visit from outside. */
    TreeSet<String> exempted() {
        TreeSet<String> names = new TreeSet<>(shape.bridges());
        names.add(TableShape.LOOPBACK);
        return names;
    }

    AddressSet addresses(String set) {
        return switch (set) {
            case "allow4" -> allow.of(Family.IPV4);
            case "allow6" -> allow.of(Family.IPV6);
            case "dst4" -> destinations.of(Family.IPV4);
            default -> destinations.of(Family.IPV6);
        };
    }

    /** Everything but addresses: few, and each has its own form. */
    List<String> otherElements(String set) {
        return switch (set) {
            case "tcp_ports" -> PortText.texts(tcp);
            case "udp_ports" -> PortText.texts(udp);
            default ->
                new ArrayList<>(
                        exempted().stream().map(name -> '"' + name + '"').toList());
        };
    }
}
