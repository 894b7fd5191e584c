package io.originwall.windows;

import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.api.Verdict.Outcome;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a packet, by the rules and switches that the firewall itself tells of at this moment. The Windows Firewall cannot be
 * asked for a verdict, so they are applied here: block before allow.
 */
final class RuleCheck {
    private RuleCheck() {}

    /** @param unguarded addresses that our rules leave alone */
    static Verdict verdict(FirewallState state, AddressSet unguarded, Address from, Port to) throws TargetException {
        OurRules ours = OurRules.of(state.rules());
        if (ours.sealed().isEmpty() && ours.changed().isEmpty()) {
            return new Verdict(Outcome.NOT_GUARDED, "there is no rule of group " + WantedRules.GROUP);
        }
        List<String> drift = ours.drift(WantedRules.of(ours.guard(), unguarded));
        if (!drift.isEmpty()) {
            throw new TargetException("cannot tell: the guard was changed: " + drift.get(0) + "; run originwall sync");
        }
        if (unguarded.contains(from)) {
            return new Verdict(Outcome.NOT_GUARDED, "this host or its local subnet");
        }
        if (!ours.guard().covers(to)) {
            return new Verdict(Outcome.NOT_GUARDED, to + " is not guarded");
        }
        return switched(state).or(() -> blocked(state, from, to)).orElseGet(() -> allowed(ours, from));
    }

    /** Where the rules are not asked at all. */
    private static Optional<Verdict> switched(FirewallState state) {
        if (state.localRulesIgnored()) {
            return Optional.of(
                    new Verdict(Outcome.NOT_GUARDED, "group policy has the firewall pass over the rules of this host"));
        }
        for (FirewallState.Profile profile : state.current()) {
            if (!profile.enabled()) {
                return Optional.of(
                        new Verdict(Outcome.NOT_GUARDED, "the firewall is off in the " + profile.label() + " profile"));
            }
            if (profile.blocksAll()) {
                return Optional.of(new Verdict(
                        Outcome.DENIED,
                        "the firewall blocks all incoming connections in the " + profile.label() + " profile"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Verdict> blocked(FirewallState state, Address from, Port to) {
        return state.rules().stream()
                .filter(rule -> rule.action() == Rule.BLOCK && rule.conditions().isNone())
                .filter(rule -> isFor(rule, to) && isInForce(rule, state))
                .filter(rule -> AddressList.parse(rule.remoteAddresses()).contains(from))
                .findFirst()
                .map(rule -> new Verdict(
                        Outcome.DENIED,
                        rule.isIn(WantedRules.GROUP)
                                ? "not on the allow list"
                                : "rule \"" + rule.name() + "\" blocks it"));
    }

    /** Everybody who is not blocked is on the allow list, or our rules would not be as we wrote them. */
    private static Verdict allowed(OurRules ours, Address from) {
        return ours.guard().allow().ranges().stream()
                .filter(range -> range.contains(from))
                .findFirst()
                .map(AddressRange::toString)
                .map(entry -> new Verdict(Outcome.ALLOWED, entry))
                .orElseGet(() -> new Verdict(Outcome.NOT_GUARDED, from + " is an address that no packet comes from"));
    }

    private static boolean isInForce(Rule rule, FirewallState state) {
        return (rule.profiles() & state.currentProfiles()) != 0 || rule.isInEachProfile();
    }

    /** Is it in force for packets that come in to this port? */
    static boolean isFor(Rule rule, Port to) {
        if (!rule.enabled() || rule.direction() != Rule.IN) {
            return false;
        }
        if (rule.protocol() == Rule.ANY_PROTOCOL) {
            return true;
        }
        Optional<Protocol> protocol = Ports.protocol(rule.protocol());
        return protocol.isPresent() && OurRules.ports(rule).anyMatch(range -> range.contains(to));
    }
}
