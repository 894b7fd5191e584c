package io.originwall.linux.iptables;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import io.originwall.linux.guard.GuardShape;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The structure of the guard for a shape: the rules of one family, in the very words of {@code iptables-save}, which are the same in both variants.
 *
 * <p>They stand in the table mangle, where the destination port is still the one the client dialled. Which ports are guarded and who is
 * allowed is told by ipsets, so only a new mode or another container bridge changes a rule. The rules that count are the same whatever the
 * mode, and so are never written again: ip6tables-nft 1.8.9 cannot restore a counter.
 *
 * <p>The kernel lets the target REJECT into the table filter only, which is behind NAT, where containers' ports have other numbers. So a
 * packet that is to be rejected is dropped where all are, and a copy of it goes to this host itself by the loopback interface. On its way
 * out it meets the rules in the table filter that answer it. Where those are missing it comes back in, and is dropped: however the copy
 * fares, a stranger waits and does not get in. A mark tells the copy; nothing is let in for having one, or for having none.
 */
final class RuleShape {
    static final String HOOK = "PREROUTING";
    /** Packets to a guarded port: is it one to this host, from outside? */
    static final String GATE = "ORIGINWALL";
    /** Is its source on the allow list? */
    static final String CHECK = "ORIGINWALL-CHECK";
    /** It is not. */
    static final String DENIED = "ORIGINWALL-DENIED";

    static final List<String> CHAINS = List.of(GATE, CHECK, DENIED);

    /** Where copies of what is rejected are answered. */
    static final String OUT = "OUTPUT";

    /** "orwl"; whole and unmasked, so that no bit of somebody else's mark makes it. */
    private static final String MARK = "0x6f72776c";

    /** Not of a copy, or one packet would go round for ever where nothing answers it. */
    private static final String COPY = "! -i " + GuardShape.LOOPBACK + " -j TEE --gateway ";

    private static final String DROP = "-j DROP";
    private static final String RETURN = "-j RETURN";
    /** And not the copies that come the same way. */
    private static final String ITSELF = "-i " + GuardShape.LOOPBACK + " -m addrtype --src-type LOCAL " + RETURN;

    private RuleShape() {}

    /** The first rules of PREROUTING, in their order. A foreign ACCEPT above them would be a way around. */
    static List<String> jumps() {
        return Stream.of(Protocol.values()).map(RuleShape::jump).toList();
    }

    /**
     * An ipset finds no port in the first fragment of a packet that is cut within the TCP header, which the kernel puts together behind us where
     * nothing tracks connections. The match for TCP drops those, as it does wherever it is asked.
     */
    static String jump(Protocol protocol) {
        String whole = protocol == Protocol.TCP ? " -m tcp" : "";
        return "-p " + protocol + whole + " -m set --match-set "
                + IpSet.ports(protocol).label() + " dst -m comment --comment originwall -j " + GATE;
    }

    /** Our chains and their rules. */
    static Map<String, List<String>> chains(Family family, GuardShape shape) {
        Map<String, List<String>> chains = new LinkedHashMap<>();
        chains.put(GATE, gate(family, shape));
        chains.put(CHECK, check(family));
        chains.put(DENIED, denied(family, shape));
        return chains;
    }

    /** What is only observed goes on before the rest; the rest tells how it would be denied. */
    static List<String> denied(Family family, GuardShape shape) {
        Stream<String> deny = shape.denyWith() == DenyWith.REJECT ? reject(family) : Stream.of(DROP);
        if (shape.mode() == Mode.ENFORCE) {
            return deny.toList();
        }
        return shape.denyWith() == DenyWith.REJECT
                ? Stream.concat(Stream.of(RETURN), deny).toList()
                : List.of(RETURN);
    }

    /** No copy is made of what is not from a single other host, and none of what is not to an address of this host's own: that could be routed on, to a container. */
    private static Stream<String> reject(Family family) {
        boolean ipv4 = family == Family.IPV4;
        return Stream.of(
                "-m addrtype " + (ipv4 ? "! --src-type UNICAST " : "--src-type LOCAL ") + DROP,
                "-m addrtype ! --dst-type LOCAL " + DROP,
                "-j MARK --set-xmark " + MARK + "/0xffffffff",
                COPY + (ipv4 ? "127.0.0.1" : "::1"),
                DROP);
    }

    /** The first rules of OUTPUT in the table filter, in their order; a foreign ACCEPT above them would leave strangers waiting. */
    static List<String> answers(Family family, GuardShape shape) {
        String port = family == Family.IPV4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
        return shape.denyWith() == DenyWith.DROP
                ? List.of()
                : List.of(answer("-p tcp ", "tcp-reset"), answer("", port));
    }

    private static String answer(String protocol, String with) {
        return "-o " + GuardShape.LOOPBACK + " " + protocol + "-m mark --mark " + MARK
                + " -m comment --comment originwall -j REJECT --reject-with " + with;
    }

    /** Is this a rule of ours that answers, whole or changed? */
    static boolean isAnswer(String rule) {
        return rule.contains("--comment originwall -j REJECT");
    }

    /** May this text name anything of ours? */
    static boolean isNamed(String text) {
        return text.contains(GATE) || text.contains("originwall");
    }

    private static List<String> gate(Family family, GuardShape shape) {
        Stream.Builder<String> rules = Stream.builder();
        rules.add(shape.denyWith() == DenyWith.REJECT ? ITSELF : exempt(GuardShape.LOOPBACK));
        shape.bridges().forEach(bridge -> rules.add(exempt(bridge)));
        shape.replies().forEach(ports -> rules.add(reply(ports)));
        toThisHost(family).forEach(type -> rules.add("-m addrtype " + type + " -g " + CHECK));
        rules.add("-m set --match-set " + IpSet.destinations(family).label() + " dst -g " + CHECK);
        return rules.build().toList();
    }

    /**
     * For IPv6 the kernel takes every address for unicast, this host's own too. Multicast and anycast are among them: servers that listen on
     * every address get those packets as well.
     */
    private static List<String> toThisHost(Family family) {
        return family == Family.IPV4
                ? List.of("! --dst-type UNICAST")
                : List.of("--dst-type LOCAL,ANYCAST", "--dst-type MULTICAST");
    }

    private static List<String> check(Family family) {
        return List.of("-m set --match-set " + IpSet.allow(family).label() + " src " + RETURN, "-g " + DENIED);
    }

    static String exempt(String device) {
        return "-i " + device + " " + RETURN;
    }

    /** Answers to queries of our own. */
    static String reply(PortRange ports) {
        String where = ports.equals(GuardShape.ALL_UDP)
                ? ""
                : "-m udp --dport " + ports.first() + (ports.first() == ports.last() ? "" : ":" + ports.last()) + " ";
        return "-p udp " + where + "-m conntrack --ctdir REPLY " + RETURN;
    }

    /** What the rule that counts the allowed ones does. */
    static String allowed() {
        return "RETURN";
    }

    static boolean denies(List<String> rules) {
        return rules.contains(DROP) && !rules.contains(RETURN);
    }

    static boolean rejects(List<String> rules) {
        return rules.stream().anyMatch(rule -> rule.startsWith(COPY));
    }
}
