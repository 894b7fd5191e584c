package io.originwall.linux.iptables;

import io.originwall.linux.ports.PortElements;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of ours is on this host.
 *
 * @param sets ours that are there
 * @param leftovers second sets and sets aside, by name, which an update that was cut short leaves behind
 * @param rules of each family that this host has tables for
 * @param elsewhere what stands in the tables of the other variant
 */
record HostState(
        Map<IpSet, IpSetState> sets,
        Set<String> leftovers,
        Map<Family, RulesState> rules,
        Map<Family, RulesState> elsewhere) {
    /** Of a host that nothing is known of. */
    static HostState none() {
        return new HostState(Map.of(), Set.of(), Map.of(), Map.of());
    }

    boolean isEmpty() {
        return sets.isEmpty()
                && leftovers.isEmpty()
                && hasNoRules()
                && elsewhere.values().stream().allMatch(RulesState::isEmpty);
    }

    /** Where they belong. */
    boolean hasNoRules() {
        return rules.values().stream().allMatch(RulesState::isEmpty);
    }

    /** Is there a rule that answers strangers, or one that makes what they are answered for? */
    boolean rejects() {
        return Stream.concat(rules.values().stream(), elsewhere.values().stream())
                .anyMatch(state -> !state.answers().isEmpty()
                        || state.answersProblem().isPresent()
                        || RuleShape.rejects(state.texts(RuleShape.DENIED)));
    }

    /** Does any rule of ours? The kernel destroys no such set. */
    boolean looksInto(String set) {
        return Stream.concat(rules.values().stream(), elsewhere.values().stream())
                .anyMatch(state -> state.looksInto(set));
    }

    AddressSet allow() {
        return addresses(IpSet.ALLOW4).union(addresses(IpSet.ALLOW6));
    }

    AddressSet destinations() {
        return addresses(IpSet.DST4).union(addresses(IpSet.DST6));
    }

    AddressSet addresses(IpSet set) {
        return Optional.ofNullable(sets.get(set)).map(IpSetState::addresses).orElseGet(AddressSet::empty);
    }

    /** The block of a set that holds an address: the kernel says that there is one and not which. */
    Optional<AddressRange> block(IpSet set, Address address) {
        return Optional.ofNullable(sets.get(set)).stream()
                .flatMap(there -> there.blocks().stream())
                .filter(block -> block.contains(address))
                .findFirst();
    }

    PortElements ports(Protocol protocol) {
        return Optional.ofNullable(sets.get(IpSet.ports(protocol)))
                .filter(state -> state.type().equals(IpSet.ports(protocol).type()))
                .map(IpSetState::ports)
                .orElseGet(() -> PortElements.none(protocol));
    }

    RulesState rules(Family family) {
        return rules.getOrDefault(family, RulesState.none());
    }
}
