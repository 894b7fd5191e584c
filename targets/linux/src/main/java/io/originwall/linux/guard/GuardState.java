package io.originwall.linux.guard;

import io.originwall.api.Guard;
import io.originwall.linux.ports.PortElements;
import io.originwall.linux.survey.EphemeralPorts;
import io.originwall.net.AddressSet;
import io.originwall.net.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What of ours is on this host, or is to be.
 *
 * @param shape its rules
 * @param allow the allow list
 * @param destinations guarded though they are not this host's own
 * @param tcp the guarded TCP ports
 * @param udp the guarded UDP ports
 */
public record GuardState(
        GuardShape shape, AddressSet allow, AddressSet destinations, PortElements tcp, PortElements udp) {
    /**
     * What a guard wants.
     *
     * @param now the ports that are there, from which a trial goes on
     */
    public static GuardState of(
            Guard guard, AddressSet destinations, List<String> bridges, Function<Protocol, PortElements> now) {
        PortElements tcp = PortElements.of(guard, Protocol.TCP, now.apply(Protocol.TCP));
        PortElements udp = PortElements.of(guard, Protocol.UDP, now.apply(Protocol.UDP));
        GuardShape shape = new GuardShape(guard.mode(), guard.denyWith(), udp.within(EphemeralPorts.ANSWERED), bridges);
        return new GuardState(shape, guard.allow(), destinations, tcp, udp);
    }

    /** The guard that this amounts to, where packets of some protocols never get to it. */
    public Guard guard(Predicate<Protocol> isReached) {
        List<PortElements.Element> reached = Stream.of(Protocol.values())
                .filter(isReached)
                .flatMap(protocol -> ports(protocol).elements().stream())
                .toList();
        Optional<Duration> trial = reached.stream()
                .flatMap(element -> element.remaining().stream())
                .max(Duration::compareTo);
        // An emptied allow set denies everybody, which no guard says; the plan does.
        return new Guard(
                allow.isEmpty()
                        ? List.of()
                        : reached.stream().map(PortElements.Element::ports).toList(),
                allow,
                shape.mode(),
                shape.denyWith(),
                trial);
    }

    /** The same without what somebody else put into the sets of ports, so the two differ where somebody did. */
    public GuardState ours() {
        return with(
                new PortElements(Protocol.TCP, tcp.elements(), List.of()),
                new PortElements(Protocol.UDP, udp.elements(), List.of()));
    }

    /** The same once its trials have run out. */
    public GuardState permanent() {
        return with(tcp.withoutTrials(), udp.withoutTrials());
    }

    private GuardState with(PortElements tcp, PortElements udp) {
        return new GuardState(shape, allow, destinations, tcp, udp);
    }

    /** Whether no port is guarded. */
    public boolean guardsNothing() {
        return tcp.isEmpty() && udp.isEmpty();
    }

    /** The guarded ports of a protocol. */
    public PortElements ports(Protocol protocol) {
        return protocol == Protocol.TCP ? tcp : udp;
    }
}
