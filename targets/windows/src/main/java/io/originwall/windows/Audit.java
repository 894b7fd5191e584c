package io.originwall.windows;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for ways around the guard, and for what keeps the allow list out, in what the firewall's COM object tells. Rules that come from
 * group policy are not among the rules it tells of. A foreign allow rule is no way around: our block rules are decided first.
 */
final class Audit {
    private static final String SYNC = "run originwall sync";

    /** The ports they have unless they were changed. */
    private static final List<Map.Entry<Port, String>> REMOTE_ACCESS = List.of(
            Map.entry(new Port(22, Protocol.TCP), "SSH"),
            Map.entry(new Port(3389, Protocol.TCP), "Remote Desktop"),
            Map.entry(new Port(5985, Protocol.TCP), "WinRM"),
            Map.entry(new Port(5986, Protocol.TCP), "WinRM over TLS"));

    private final FirewallState state;
    private final AddressSet unguarded;
    private final List<Finding> findings = new ArrayList<>();

    Audit(FirewallState state, AddressSet unguarded) {
        this.state = state;
        this.unguarded = unguarded;
    }

    List<Finding> findings(Guard wanted) {
        profiles();
        if (!wanted.isNone()) {
            guardItself(wanted);
            remoteAccess(wanted);
            List<Rule> foreign = state.rules().stream()
                    .filter(rule -> rule.enabled() && rule.direction() == Rule.IN && !rule.isIn(WantedRules.GROUP))
                    .toList();
            foreign.forEach(rule -> blocks(rule, wanted));
            foreign.forEach(rule -> bypasses(rule, wanted));
            foreign.forEach(rule -> otherProtocol(rule, wanted));
        }
        return List.copyOf(findings);
    }

    private void add(String id, String summary, String remedy) {
        findings.add(new Finding(id, summary, remedy));
    }

    private void profiles() {
        if (state.localRulesIgnored()) {
            add(
                    "local-rules-ignored",
                    "group policy has the firewall pass over every rule of this host, so nothing is guarded",
                    "in the policy, set Apply local firewall rules to Yes for each profile");
        }
        for (FirewallState.Profile profile : state.profiles()) {
            String where = "in the " + profile.label() + " profile"
                    + (state.current().contains(profile) ? ", which is in use" : "");
            String turn = "run Set-NetFirewallProfile -Profile " + profile.label();
            if (!profile.enabled()) {
                add("firewall-off", "the firewall is off " + where, turn + " -Enabled True");
                continue;
            }
            if (profile.letsInByDefault()) {
                add(
                        "inbound-allowed-by-default",
                        "what meets no rule gets in " + where + ": every port that is not guarded is open",
                        turn + " -DefaultInboundAction Block");
            }
            if (profile.blocksAll()) {
                add(
                        "everything-blocked",
                        "the firewall blocks all incoming connections " + where + ", the allow list's too",
                        turn + " -AllowInboundRules True");
            }
            if (!profile.excluded().isEmpty()) {
                add(
                        "interface-excluded",
                        "the firewall leaves these interfaces alone " + where + ": "
                                + String.join(", ", profile.excluded()),
                        turn + " -DisabledInterfaceAliases NotConfigured");
            }
        }
    }

    private void guardItself(Guard wanted) {
        OurRules ours = OurRules.of(state.rules());
        if (ours.sealed().isEmpty() && ours.changed().isEmpty()) {
            add("guard-missing", "nothing is guarded: there is no rule of group " + WantedRules.GROUP, SYNC);
            return;
        }
        ours.drift(WantedRules.of(ours.guard(), unguarded))
                .forEach(line -> add("guard-broken", "somebody changed our rules: " + line, SYNC));
        Guard inForce = ours.guard();
        wanted.ports().stream()
                .filter(range -> inForce.ports().stream().noneMatch(other -> holds(other, range)))
                .forEach(range -> add("port-unguarded", range + " is to be guarded and is not", SYNC));
    }

    /** Whoever is not on the allow list would be locked out, and the list is a CDN's. */
    private void remoteAccess(Guard wanted) {
        REMOTE_ACCESS.stream()
                .filter(entry -> wanted.covers(entry.getKey()))
                .forEach(entry -> add(
                        "remote-access-guarded",
                        entry.getKey() + ", where " + entry.getValue()
                                + " comes in, is guarded: only the allow list gets there",
                        "take it out of guard.ports, or see that the allow list has whoever manages this host"));
    }

    private static boolean holds(PortRange outer, PortRange inner) {
        return outer.protocol() == inner.protocol() && outer.first() <= inner.first() && outer.last() >= inner.last();
    }

    /** Block is decided before allow, so it keeps out whom we let in. */
    private void blocks(Rule rule, Guard wanted) {
        if (rule.action() != Rule.BLOCK) {
            return;
        }
        AddressSet hit = AddressList.parse(rule.remoteAddresses()).addresses().intersect(wanted.allow());
        List<PortRange> ports = guarded(rule, wanted);
        if (!hit.isEmpty() && !ports.isEmpty()) {
            String conditions = rule.conditions().isNone() ? "" : ", under conditions of its own";
            add(
                    "allow-list-blocked",
                    "rule \"" + rule.name() + "\" blocks " + some(hit) + " of the allow list on " + text(ports)
                            + conditions,
                    "disable the rule, or take those ports or addresses out of it");
        }
    }

    /** The one kind of rule that is decided before block: it lets authenticated computers in. */
    private void bypasses(Rule rule, Guard wanted) {
        boolean bypass = rule.action() != Rule.BLOCK
                && (rule.action() != Rule.ALLOW || rule.conditions().secureFlags() != 0);
        List<PortRange> ports = guarded(rule, wanted);
        if (bypass && !ports.isEmpty()) {
            add(
                    "authenticated-bypass",
                    "rule \"" + rule.name() + "\" lets in whom IPsec authenticated on " + text(ports)
                            + ", and may do so before block rules are asked",
                    "see whether it overrides block rules, and limit it to other ports");
        }
    }

    private void otherProtocol(Rule rule, Guard wanted) {
        if (rule.action() != Rule.ALLOW || rule.protocol() == Rule.ANY_PROTOCOL) {
            return;
        }
        for (PortRange guarded : wanted.ports()) {
            Protocol other = guarded.protocol() == Protocol.TCP ? Protocol.UDP : Protocol.TCP;
            Port port = new Port(guarded.first(), other);
            boolean named = !rule.localPorts().isEmpty() && !rule.localPorts().equals("*");
            if (named && RuleCheck.isFor(rule, port) && !wanted.covers(port)) {
                add(
                        "other-protocol-open",
                        "rule \"" + rule.name() + "\" lets " + port + " in while " + guarded + " is guarded",
                        "add " + port + " to guard.ports, or disable the rule");
            }
        }
    }

    /** The guarded ports that a rule is for. */
    private static List<PortRange> guarded(Rule rule, Guard wanted) {
        if (rule.protocol() == Rule.ANY_PROTOCOL) {
            return wanted.ports();
        }
        List<PortRange> ports = OurRules.ports(rule).toList();
        return wanted.ports().stream()
                .flatMap(range -> ports.stream().flatMap(other -> common(range, other)))
                .toList();
    }

    private static Stream<PortRange> common(PortRange one, PortRange other) {
        int first = Math.max(one.first(), other.first());
        int last = Math.min(one.last(), other.last());
        return one.protocol() == other.protocol() && first <= last
                ? Stream.of(new PortRange(first, last, one.protocol()))
                : Stream.empty();
    }

    private static String text(List<PortRange> ports) {
        return ports.stream().map(PortRange::toString).collect(Collectors.joining(", "));
    }

    private static String some(AddressSet addresses) {
        int more = addresses.ranges().size() - 1;
        return addresses.ranges().get(0) + (more == 0 ? "" : " and " + more + " more");
    }
}
