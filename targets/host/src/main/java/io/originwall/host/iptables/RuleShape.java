package io.originwall.host.iptables;

import io.originwall.api.Mode;
import io.originwall.net.Family;
import io.originwall.net.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The structure of the guard: the rules of one family, in the very words of {@code iptables-save}, which are the same in both variants.
 *
 * <p>They stand in the table mangle, where the destination port is still the one the client dialled. Which ports are guarded and who is
 * allowed is told by ipsets, so only a new mode or another container bridge changes a rule. The rules that count are the same whatever the
 * mode, and so are never written again: ip6tables-nft 1.8.9 cannot restore a counter.
 *
 * @param mode whether the last rule denies
 * @param udp whether any UDP port is guarded; conntrack is switched on for the whole host by the first rule that asks it
 * @param bridges the container bridges behind which published ports lead, in order
 */
record RuleShape(Mode mode, boolean udp, List<String> bridges) {
    static final String HOOK = "PREROUTING";
    /** Packets to a guarded port: is it one to this host, from outside? */
    static final String GATE = "ORIGINWALL";
    /** Is its source on the allow list? */
    static final String CHECK = "ORIGINWALL-CHECK";
    /** It is not. */
    static final String DENIED = "ORIGINWALL-DENIED";

    static final List<String> CHAINS = List.of(GATE, CHECK, DENIED);
    static final String LOOPBACK = "lo";

    private static final String DROP = "-j DROP";
    private static final String RETURN = "-j RETURN";

    RuleShape {
        bridges = List.copyOf(new TreeSet<>(bridges));
    }

    /** The first rules of PREROUTING, in their order. A foreign ACCEPT above them would be a way around. */
    static List<String> jumps() {
        return Stream.of(Protocol.values()).map(RuleShape::jump).toList();
    }

    static String jump(Protocol protocol) {
        return "-p " + protocol + " -m set --match-set " + IpSet.ports(protocol).label()
                + " dst -m comment --comment originwall -j " + GATE;
    }

    /** Our chains and their rules. */
    Map<String, List<String>> chains(Family family) {
        Map<String, List<String>> chains = new LinkedHashMap<>();
        chains.put(GATE, gate(family));
        chains.put(CHECK, check(family));
        chains.put(DENIED, List.of(mode == Mode.ENFORCE ? DROP : RETURN));
        return chains;
    }

    private List<String> gate(Family family) {
        Stream.Builder<String> rules = Stream.builder();
        rules.add(exempt(LOOPBACK));
        bridges.forEach(bridge -> rules.add(exempt(bridge)));
        if (udp) {
            rules.add(replies());
        }
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
    static String replies() {
        return "-p udp -m conntrack --ctdir REPLY " + RETURN;
    }

    /** What the rule that counts the allowed ones does. */
    static String allowed() {
        return "RETURN";
    }

    static boolean denies(List<String> rules) {
        return rules.contains(DROP);
    }
}
