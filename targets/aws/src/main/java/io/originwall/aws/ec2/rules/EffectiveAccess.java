package io.originwall.aws.ec2.rules;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What rules let in.
 *
 * @param byPorts the addresses on each range of ports, in order
 */
public record EffectiveAccess(Map<PortRange, AddressSet> byPorts) {
    /**
     * What these rules let in.
     *
     * @param rules of which those without a range of ports, or without blocks, count for nothing
     */
    public static EffectiveAccess of(Stream<Rule> rules, SourceAddresses blocks) {
        Map<PortRange, List<AddressRange>> ranges = new TreeMap<>();
        rules.forEach(rule -> rule.ports()
                .ifPresent(ports -> ranges.computeIfAbsent(ports, any -> new ArrayList<>())
                        .addAll(blocks.of(rule.source()).ranges())));
        Map<PortRange, AddressSet> byPorts = new TreeMap<>();
        ranges.forEach((ports, addresses) -> {
            if (!addresses.isEmpty()) {
                byPorts.put(ports, AddressSet.of(addresses));
            }
        });
        return new EffectiveAccess(byPorts);
    }

    /** What all of these have in common; nothing where there are none. */
    public static EffectiveAccess common(Collection<EffectiveAccess> all) {
        return all.stream().reduce(EffectiveAccess::and).orElseGet(() -> new EffectiveAccess(Map.of()));
    }

    private EffectiveAccess and(EffectiveAccess other) {
        Map<PortRange, AddressSet> both = new TreeMap<>();
        byPorts.forEach((ports, addresses) -> {
            AddressSet common = addresses.intersect(other.on(ports));
            if (!common.isEmpty()) {
                both.put(ports, common);
            }
        });
        return new EffectiveAccess(both);
    }

    /** The addresses that these very ports are open to. */
    public AddressSet on(PortRange ports) {
        return byPorts.getOrDefault(ports, AddressSet.empty());
    }

    public boolean isEmpty() {
        return byPorts.isEmpty();
    }

    /** The guard that this comes nearest to: its ports, and what is let in on all of them, or else on any. */
    public Guard guard() {
        if (isEmpty()) {
            return Guard.none();
        }
        AddressSet onAll =
                byPorts.values().stream().reduce(AddressSet::intersect).orElseThrow();
        AddressSet allow = onAll.isEmpty()
                ? byPorts.values().stream().reduce(AddressSet::union).orElseThrow()
                : onAll;
        return new Guard(List.copyOf(byPorts.keySet()), allow, Mode.ENFORCE, DenyWith.DROP);
    }
}
