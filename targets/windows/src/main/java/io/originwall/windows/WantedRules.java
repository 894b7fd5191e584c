package io.originwall.windows;

import io.originwall.api.Guard;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import io.originwall.text.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that enforce a guard. For each protocol: rules that let the allow list in, and rules that block every other address, since the
 * firewall decides block before allow and so no foreign allow rule gets around them.
 *
 * <p>A rule's name ends with a digest of what it does, its seal. So a rule that does something new has a new name and can stand beside the
 * old one until that goes, equal guards make equal rules, and a rule that was changed by somebody else shows by itself.
 */
final class WantedRules {
    /** The mark of our rules. */
    static final String GROUP = "Originwall";

    /** What one rule bears; nobody documents a limit, the firewall's own console grows unusable beyond. */
    static final int RANGES_A_RULE = 1000;

    private static final String DESCRIPTION =
            "Kept by Originwall, which undoes any change: originwall plan, originwall remove";
    private static final int SEAL_LENGTH = 8; // hexadecimal digits

    private WantedRules() {}

    /**
     * The rules for a guard, in a fixed order.
     *
     * @param unguarded addresses that are neither let in nor blocked: other rules decide on them
     */
    static List<Rule> of(Guard guard, AddressSet unguarded) {
        List<Rule> rules = new ArrayList<>();
        AddressSet allow = AddressList.representable(guard.allow());
        AddressSet block = AddressList.representable(allow.union(unguarded).complement());
        for (Protocol protocol : Protocol.values()) {
            List<PortRange> ports = guard.ports().stream()
                    .filter(range -> range.protocol() == protocol)
                    .toList();
            if (!ports.isEmpty()) {
                addRules(rules, Rule.ALLOW, ports, allow);
                addRules(rules, Rule.BLOCK, ports, block);
            }
        }
        return List.copyOf(rules);
    }

    private static void addRules(List<Rule> rules, int action, List<PortRange> ports, AddressSet addresses) {
        List<AddressRange> ranges = addresses.ranges();
        for (int from = 0; from < ranges.size(); from += RANGES_A_RULE) {
            List<AddressRange> part = ranges.subList(from, Math.min(from + RANGES_A_RULE, ranges.size()));
            rules.add(rule(action, from / RANGES_A_RULE + 1, ports, part));
        }
    }

    private static Rule rule(int action, int part, List<PortRange> ports, List<AddressRange> ranges) {
        Protocol protocol = ports.get(0).protocol();
        String kind = (action == Rule.ALLOW ? "allow " : "block ") + protocol;
        return new Rule(
                GROUP + ' ' + kind + ' ' + part + " [" + seal(action, ports, ranges) + ']',
                GROUP,
                DESCRIPTION,
                true,
                Rule.IN,
                action,
                Ports.number(protocol),
                Ports.text(ports),
                AddressList.text(ranges),
                Rule.ALL_PROFILES,
                Rule.Conditions.NONE);
    }

    /** Says the same of the rule as it was written and as it is read back. */
    static String seal(int action, List<PortRange> ports, List<AddressRange> ranges) {
        StringBuilder text = new StringBuilder().append(action).append(ports);
        for (AddressRange range : ranges) {
            text.append(' ').append(range.first()).append('-').append(range.last());
        }
        return Sha256.hex(text.toString()).substring(0, SEAL_LENGTH);
    }
}
