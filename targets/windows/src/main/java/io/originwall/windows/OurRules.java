package io.originwall.windows;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules of our group as they are, told apart by whether somebody changed them.
 *
 * @param sealed as we wrote them, each once
 * @param changed all others
 */
record OurRules(List<Rule> sealed, List<Changed> changed) {
    /**
     * A rule that is not as we wrote it.
     *
     * @param how in a few words
     */
    record Changed(Rule rule, String how) {}

    static OurRules of(List<Rule> rules) {
        List<Rule> sealed = new ArrayList<>();
        List<Changed> changed = new ArrayList<>();
        for (Rule rule : rules) {
            if (!rule.isIn(WantedRules.GROUP)) {
                continue;
            }
            boolean twice =
                    rules.stream().filter(other -> other.isNamed(rule.name())).count() > 1;
            Optional<String> how = twice ? Optional.of("there is another rule of that name") : change(rule);
            how.ifPresentOrElse(reason -> changed.add(new Changed(rule, reason)), () -> sealed.add(rule));
        }
        return new OurRules(List.copyOf(sealed), List.copyOf(changed));
    }

    private static Optional<String> change(Rule rule) {
        Optional<Protocol> protocol = Ports.protocol(rule.protocol());
        if (!rule.enabled()) {
            return Optional.of("it is disabled");
        }
        if (rule.direction() != Rule.IN || protocol.isEmpty()) {
            return Optional.of("it is for other packets");
        }
        if (!rule.isInEachProfile()) {
            return Optional.of("it is not in force in each profile");
        }
        if (!rule.conditions().isNone()) {
            return Optional.of("it has further conditions");
        }
        AddressList list = AddressList.parse(rule.remoteAddresses());
        List<PortRange> ports = Ports.parse(rule.localPorts(), protocol.get());
        String kind = rule.action() == Rule.ALLOW ? "allow " : "block ";
        String start = WantedRules.GROUP + ' ' + kind + protocol.get() + ' ';
        String seal =
                " [" + WantedRules.seal(rule.action(), ports, list.addresses().ranges()) + ']';
        boolean asWritten = list.others().isEmpty()
                && rule.name().startsWith(start)
                && rule.name().endsWith(seal);
        return asWritten ? Optional.empty() : Optional.of("its action, ports or addresses are not those in its seal");
    }

    /** The guard that the sealed rules make; where some are missing, the nearest. */
    Guard guard() {
        AddressSet allow = sealed.stream()
                .filter(rule -> rule.action() == Rule.ALLOW)
                .map(rule -> AddressList.parse(rule.remoteAddresses()).addresses())
                .reduce(AddressSet.empty(), AddressSet::union);
        List<PortRange> ports = sealed.stream().flatMap(OurRules::ports).toList();
        // Without an allow rule everybody is blocked, which no guard says; the plan does.
        return allow.isEmpty() || ports.isEmpty() ? Guard.none() : new Guard(ports, allow, Mode.ENFORCE, DenyWith.DROP);
    }

    static Stream<PortRange> ports(Rule rule) {
        return Ports.protocol(rule.protocol()).stream()
                .flatMap(protocol -> Ports.parse(rule.localPorts(), protocol).stream());
    }

    /** What somebody else did to the rules that would make this guard; empty where nobody did anything. */
    List<String> drift(List<Rule> expected) {
        List<String> lines = new ArrayList<>();
        changed.forEach(change -> lines.add("rule \"" + change.rule().name() + "\": " + change.how()));
        rest(expected, sealed).stream()
                .filter(rule ->
                        changed.stream().noneMatch(change -> change.rule().isNamed(rule.name())))
                .forEach(rule -> lines.add("rule \"" + rule.name() + "\": missing"));
        rest(sealed, expected).forEach(rule -> lines.add("rule \"" + rule.name() + "\": left over"));
        return List.copyOf(lines);
    }

    /** A sealed name says all that the rule does. */
    static List<Rule> rest(List<Rule> rules, List<Rule> without) {
        return rules.stream()
                .filter(rule -> without.stream().noneMatch(other -> other.name().equals(rule.name())))
                .toList();
    }
}
