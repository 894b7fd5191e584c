package io.originwall.linux.nftables;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardShape;
import io.originwall.net.PortRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The structure of our table for a shape: all of it but the elements of its sets. Rules stand in nft's own words, each with a comment of
 * ours.
 *
 * <p>What is for this host is told by {@code fib daddr type != unicast}, since {@code local} is not all of it: a router answers at the
 * subnet-router anycast address of each IPv6 network it is in, and a server that listens on every address gets multicasts and broadcasts.
 * A container engine makes a router of its host. Only what is sent on to somebody else's address is unicast here.
 */
final class TableShape {
    static final String TABLE = "originwall";
    /** Stands in for the table while it is replaced; see {@link Script#replace}. */
    static final String SWAP_TABLE = "originwall_swap";

    static final String PREROUTING = "prerouting";
    static final String GATE = "gate";
    static final String CHECK = "check";
    /** The set of interfaces whose packets are let through unlooked at. */
    static final String EXEMPT = "exempt_if";

    /** After conntrack (−200) and before dstnat (−100): the destination port is still the one the client dialled. */
    static final String HOOK = "type filter hook prerouting priority -160; policy accept;";

    static final List<String> COUNTERS = List.of("allowed4", "allowed6", "denied4", "denied6");

    private TableShape() {}

    /** The sets and what they are declared as. Port sets take timeouts, for trials; that cannot be changed later. */
    static Map<String, String> sets() {
        Map<String, String> sets = new LinkedHashMap<>();
        sets.put("allow4", "type ipv4_addr; flags interval;");
        sets.put("allow6", "type ipv6_addr; flags interval;");
        sets.put("dst4", "type ipv4_addr; flags interval;");
        sets.put("dst6", "type ipv6_addr; flags interval;");
        sets.put("tcp_ports", "type inet_service; flags interval,timeout;");
        sets.put("udp_ports", "type inet_service; flags interval,timeout;");
        sets.put(EXEMPT, "type ifname;");
        return sets;
    }

    /** The chains and their rules, in the order they run. */
    static Map<String, List<String>> chains(GuardShape shape) {
        Map<String, List<String>> chains = new LinkedHashMap<>();
        chains.put(PREROUTING, prerouting());
        chains.put(GATE, gate(shape));
        chains.put(CHECK, check(shape));
        return chains;
    }

    private static List<String> prerouting() {
        return List.of(
                rule("tcp dport @tcp_ports jump gate", "guarded TCP ports"),
                rule("udp dport @udp_ports jump gate", "guarded UDP ports"));
    }

    private static List<String> gate(GuardShape shape) {
        Stream.Builder<String> rules = Stream.builder();
        rules.add(rule("iifname @exempt_if return", "from this host and its containers"));
        shape.replies().forEach(ports -> rules.add(reply(ports)));
        rules.add(rule("fib daddr type != unicast goto check", "to this host, anycast and multicast too"));
        if (!shape.bridges().isEmpty()) {
            // A named set cannot be looked up by fib.
            String names = shape.bridges().stream()
                    .map(name -> '"' + name + '"')
                    .collect(Collectors.joining(", ", "{ ", " }"));
            rules.add(rule("fib daddr oifname " + names + " goto check", "to containers"));
        }
        rules.add(rule("ip daddr @dst4 goto check", "to more destinations, IPv4"));
        rules.add(rule("ip6 daddr @dst6 goto check", "to more destinations, IPv6"));
        return rules.build().toList();
    }

    /** At these ports. Version 0.1 let them in at each guarded UDP port, by a rule that names none. */
    static String reply(PortRange ports) {
        String where = ports.equals(GuardShape.ALL_UDP)
                ? "meta l4proto udp"
                : "udp dport " + ports.first() + (ports.first() == ports.last() ? "" : "-" + ports.last());
        return rule(where + " ct direction reply return", "answers to queries of our own");
    }

    static List<String> check(GuardShape shape) {
        return Stream.concat(
                        Stream.of(
                                rule("ip saddr @allow4 counter name \"allowed4\" return", "allowed, IPv4"),
                                rule("ip6 saddr @allow6 counter name \"allowed6\" return", "allowed, IPv6"),
                                rule("meta nfproto ipv4 counter name \"denied4\"", "not allowed, IPv4"),
                                rule("meta nfproto ipv6 counter name \"denied6\"", "not allowed, IPv6")),
                        verdict(shape))
                .toList();
    }

    private static Stream<String> verdict(GuardShape shape) {
        if (shape.mode() == Mode.OBSERVE) {
            // What it would do is in the comment, so that the guard can be read back whole.
            return Stream.of(
                    rule("return", shape.denyWith() == DenyWith.DROP ? "observe, not drop" : "observe, not reject"));
        }
        if (shape.denyWith() == DenyWith.REJECT) {
            return Stream.of(
                    rule("meta l4proto tcp reject with tcp reset", "reject TCP"),
                    rule("reject with icmpx type port-unreachable", "reject"));
        }
        return Stream.of(rule("drop", "drop"));
    }

    private static String rule(String body, String comment) {
        return body + " comment \"originwall: " + comment + '"';
    }
}
