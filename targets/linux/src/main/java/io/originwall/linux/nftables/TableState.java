package io.originwall.linux.nftables;

import io.originwall.api.Traffic.Packets;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Our table as the kernel holds it.
 *
 * @param attributes lines that stand in the table itself; ours has none
 * @param sets by name
 * @param chains by name, each with its rules in the words of {@link RuleText}; before them the comment of a chain that has one, and the
 *     hook of a base chain
 * @param counters packets counted, by the counter's name
 * @param others what else is in there, such as {@code map x}; ours has none
 * @param exempted the interfaces whose packets are let through unlooked at
 * @param strange what was not understood; such a table is never in sync
 */
record TableState(
        List<String> attributes,
        Map<String, SetState> sets,
        Map<String, List<String>> chains,
        Map<String, Long> counters,
        List<String> others,
        Set<String> exempted,
        List<String> strange) {
    /**
     * A set.
     *
     * @param declaration its type, its flags and whatever else it was declared with
     * @param elements as nft printed them
     */
    record SetState(String declaration, String elements) {}

    TableState {
        exempted = Set.copyOf(exempted);
    }

    /** The exempted interfaces but loopback. */
    Set<String> exemptedBridges() {
        Set<String> names = new TreeSet<>(exempted);
        names.remove(GuardShape.LOOPBACK);
        return names;
    }

    /** None where there is no such chain. */
    List<String> rules(String chain) {
        return chains.getOrDefault(chain, List.of());
    }

    AddressElements addresses(String set, Family family) {
        return AddressElements.parse(family, elements(set));
    }

    /** Both families of a pair of sets such as allow4 and allow6. */
    AddressSet addresses(String name) {
        return addresses(name + "4", Family.IPV4)
                .addresses()
                .union(addresses(name + "6", Family.IPV6).addresses());
    }

    /** As the set was listed: nft before 0.9.5 prints only the first address of an element that was asked for. */
    Optional<AddressRange> range(String set, Address of) {
        return addresses(set, of.family()).addresses().ranges().stream()
                .filter(range -> range.contains(of))
                .findFirst();
    }

    PortElements ports(Protocol protocol) {
        return PortText.parse(protocol, elements(protocol + "_ports"));
    }

    Packets packets(Family family) {
        String suffix = family == Family.IPV4 ? "4" : "6";
        return new Packets(counters.getOrDefault("allowed" + suffix, 0L), counters.getOrDefault("denied" + suffix, 0L));
    }

    private String elements(String set) {
        return Optional.ofNullable(sets.get(set)).map(SetState::elements).orElse("");
    }
}
