package io.originwall.host.nftables;

import io.originwall.api.Traffic.Packets;
import io.originwall.host.ports.PortElements;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Our table as the kernel holds it.
 *
 * @param attributes lines that stand in the table itself; ours has none
 * @param sets by name
 * @param chains by name, each with its rules as nft printed them; the first line of a base chain is its hook
 * @param counters packets counted, by the counter's name
 * @param others what else is in there, such as {@code map x}; ours has none
 */
record TableState(
        List<String> attributes,
        Map<String, SetState> sets,
        Map<String, List<String>> chains,
        Map<String, Long> counters,
        List<String> others) {
    /**
     * A set.
     *
     * @param declaration its type, its flags and whatever else it was declared with
     * @param elements as nft printed them
     */
    record SetState(String declaration, String elements) {}

    AddressElements addresses(String set, Family family) {
        return AddressElements.parse(family, elements(set));
    }

    /** Both families of a pair of sets such as allow4 and allow6. */
    AddressSet addresses(String name) {
        return addresses(name + "4", Family.IPV4)
                .addresses()
                .union(addresses(name + "6", Family.IPV6).addresses());
    }

    PortElements ports(Protocol protocol) {
        return PortText.parse(protocol, elements(protocol + "_ports"));
    }

    TreeSet<String> exempted() {
        return Arrays.stream(elements("exempt_if").split(","))
                .map(name -> name.strip().replace("\"", ""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Packets packets(Family family) {
        String suffix = family == Family.IPV4 ? "4" : "6";
        return new Packets(counters.getOrDefault("allowed" + suffix, 0L), counters.getOrDefault("denied" + suffix, 0L));
    }

    private String elements(String set) {
        return Optional.ofNullable(sets.get(set)).map(SetState::elements).orElse("");
    }
}
