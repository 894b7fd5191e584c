package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Change;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.linux.cases.DriftCases;
import io.originwall.linux.guard.LinuxTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others may do to our rules and ipsets on a real kernel, how the plan names it, and that one apply puts it right. */
abstract class IptablesDrift extends DriftCases {
    private static final String TCP_JUMP =
            "-p tcp -m tcp -m set --match-set originwall-tcp dst -m comment --comment originwall -j ORIGINWALL";

    private final Place ground;

    IptablesDrift(Variant variant) throws TargetException {
        super(lab -> new Place(lab, variant));
        ground = new Place(lab, variant);
    }

    @Override
    protected void meddle(String deed) {
        lab.run(deed.replaceAll("(ip6?tables) ", "$1" + ground.infix() + " -t mangle ")
                .split(" ", -1));
    }

    @Override
    protected void meddleWithTrial() {
        meddle("iptables -F ORIGINWALL-DENIED");
        meddle("ipset -exist add originwall-tcp 80 timeout 60");
        meddle("ipset -exist add originwall-tcp 443 timeout 60");
        meddle("ipset -exist add originwall-udp 443 timeout 60");
    }

    @Override
    protected String tcpPorts() {
        return lab.run("ipset", "save", "originwall-tcp").replaceAll("\\s+", " ");
    }

    /** One that has just started: what is left over of a run that was killed is looked for then. */
    @Override
    protected LinuxTarget planner() throws TargetException {
        return place.target();
    }

    @Override
    protected String ours(String whole) {
        return whole.replace("-A PREROUTING -j ACCEPT\n", "");
    }

    /** One change; the last column says what the plan calls it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    iptables -F ORIGINWALL-DENIED | ~ iptables: chain ORIGINWALL-DENIED: rule -j DROP: missing
                    ip6tables -F ORIGINWALL-DENIED | ~ ip6tables: chain ORIGINWALL-DENIED: rule -j DROP: missing
                    iptables -F ORIGINWALL | ~ iptables: chain ORIGINWALL: rule -m addrtype ! --dst-type UNICAST -g ORIGINWALL-CHECK: missing
                    ip6tables -F ORIGINWALL | ~ ip6tables: chain ORIGINWALL: rule -m addrtype --dst-type LOCAL,ANYCAST -g ORIGINWALL-CHECK: missing
                    iptables -F ORIGINWALL-CHECK | ~ iptables: chain ORIGINWALL-CHECK: rule -g ORIGINWALL-DENIED: missing
                    iptables -D ORIGINWALL-CHECK 1 | ~ iptables: chain ORIGINWALL-CHECK: rule -m set --match-set originwall-allow4 src -j RETURN: missing
                    iptables -R ORIGINWALL-DENIED 1 -j ACCEPT | ~ iptables: chain ORIGINWALL-DENIED: extra rule: -j ACCEPT
                    iptables -I ORIGINWALL-CHECK -s 9.9.9.9/32 -j RETURN | ~ iptables: chain ORIGINWALL-CHECK: extra rule: -s 9.9.9.9/32 -j RETURN
                    iptables -I ORIGINWALL -i eth0 -j RETURN | ~ container bridges: eth0 → none
                    iptables -I ORIGINWALL 2 -p udp -m conntrack --ctdir REPLY -j RETURN | ~ answers to UDP queries let in at: 1-65535/udp → none
                    iptables -I PREROUTING -j ACCEPT | ~ iptables: chain PREROUTING: our rules do not stand first
                    ip6tables -I PREROUTING -j ACCEPT | ~ ip6tables: chain PREROUTING: our rules do not stand first
                    iptables -D PREROUTING 1 | ~ iptables: chain PREROUTING: rule -p tcp -m tcp -m set --match-set originwall-tcp dst -m comment --comment originwall -j ORIGINWALL: missing
                    iptables -A PREROUTING -p tcp -m tcp -m set --match-set originwall-tcp dst -m comment --comment originwall -j ORIGINWALL | ~ iptables: chain PREROUTING: rule doubled: -p tcp -m tcp -m set --match-set originwall-tcp dst -m comment --comment originwall -j ORIGINWALL
                    iptables -A PREROUTING -p tcp -g ORIGINWALL-CHECK | ~ iptables: chain PREROUTING: extra rule: -p tcp -g ORIGINWALL-CHECK
                    iptables -A FORWARD -j ORIGINWALL | ~ iptables: chain FORWARD: extra rule: -j ORIGINWALL
                    iptables -F PREROUTING | ~ iptables: chain PREROUTING: rule -p tcp -m tcp -m set --match-set originwall-tcp dst -m comment --comment originwall -j ORIGINWALL: missing
                    iptables -F | ~ iptables: chain ORIGINWALL-CHECK: rule -g ORIGINWALL-DENIED: missing
                    ipset add originwall-allow4 9.9.9.0/24 | - 9.9.9.0/24
                    ipset add originwall-allow6 2001:db8::/32 | - 2001:db8::/32
                    ipset add originwall-allow4 103.21.244.0/24 nomatch | ~ set originwall-allow4: foreign element "103.21.244.0/24 nomatch"
                    ipset del originwall-allow4 172.64.0.0/13 | + 172.64.0.0/13
                    ipset flush originwall-allow6 | + 2400:cb00::/32
                    ipset flush originwall-tcp | + 80/tcp
                    ipset del originwall-udp 443 | + 443/udp
                    ipset add originwall-tcp 22 | - 22/tcp
                    ipset add originwall-tcp 0 | ~ set originwall-tcp: foreign element "0 timeout 0"
                    ipset add originwall-dst4 10.0.0.1 | - destination 10.0.0.1/32
                    ipset create originwall-allow4-new hash:ip | - set originwall-allow4-new, left over
                    ipset flush | + 103.21.244.0/22
                    """)
    void whatSomebodyElseDidIsNamedAndPutRight(String deed, String change) throws TargetException {
        isNamedAndPutRight(deed, change);
    }

    @Test
    void aWipedTableIsPutBackInOneLineForEachFamily() throws TargetException {
        String before = place.whole();
        for (String tables : List.of("iptables", "ip6tables")) {
            meddle(tables + " -F");
            meddle(tables + " -X");
        }

        Plan plan = target.plan(GUARD);

        assertThat(plan.changes())
                .map(Change::toString)
                .containsExactly("~ iptables: chain ORIGINWALL: missing", "~ ip6tables: chain ORIGINWALL: missing");
        plan.apply();
        assertThat(place.whole()).isEqualTo(before);
    }

    @Test
    void ourRulesStandFirstAgainAndOthersKeepTheirOrder() throws TargetException {
        meddle("iptables -I PREROUTING -s 10.0.0.1/32 -j ACCEPT");
        meddle("iptables -I PREROUTING -s 10.0.0.2/32 -j ACCEPT");

        target.plan(GUARD).apply();

        assertThat(place.whole()
                        .lines()
                        .filter(line -> line.startsWith("-A PREROUTING"))
                        .limit(4))
                .containsExactly(
                        "-A PREROUTING " + TCP_JUMP,
                        "-A PREROUTING " + TCP_JUMP.replace(" -m tcp", "").replace("tcp", "udp"),
                        "-A PREROUTING -s 10.0.0.2/32 -j ACCEPT",
                        "-A PREROUTING -s 10.0.0.1/32 -j ACCEPT");
    }

    /** As after an ipset destroy, which the kernel lets happen only to sets that no rule looks into. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hash:ip | ~ set originwall-allow4: declared as "hash:ip family inet maxelem 65536"
                    hash:net maxelem 99 | ~ set originwall-allow4: declared as "hash:net family inet maxelem 99"
                    hash:net timeout 60 | ~ set originwall-allow4: declared as "hash:net family inet maxelem 65536 timeout 60"
                    bitmap:port range 1-9 | ~ set originwall-allow4: declared as "bitmap:port range 1-9"
                    """)
    void aSetOfAnotherTypeIsReplaced(String type, String change) throws TargetException {
        String before = place.whole();
        String rules = lab.run("iptables" + ground.infix() + "-save", "-t", "mangle");
        meddle("iptables -F");
        meddle("ipset destroy originwall-allow4");
        meddle("ipset create originwall-allow4 " + type);
        lab.restore("iptables" + ground.infix() + "-restore", rules);

        Plan plan = target.plan(GUARD);

        assertThat(plan.changes()).map(Change::toString).contains(change);
        plan.apply();
        assertThat(target.plan(GUARD).changes()).isEmpty();
        assertThat(place.whole()).isEqualTo(before);
    }

    @Test
    void aDestroyedSetIsPutBackWithItsRules() throws TargetException {
        String before = place.whole();
        for (String tables : List.of("iptables", "ip6tables")) {
            meddle(tables + " -F");
        }
        meddle("ipset destroy originwall-tcp");

        target.plan(GUARD).apply();

        assertThat(place.whole()).isEqualTo(before);
    }

    @Test
    void rulesThatWereLeftInTheOtherVariantGo() throws TargetException {
        Place other = new Place(lab, ground.variant().other());
        place.clear();
        other.clear();
        other.target().plan(GUARD).apply();

        Plan move = target.plan(GUARD);

        assertThat(move.changes()).map(Change::toString).contains("- chain ORIGINWALL in " + other.variant());
        move.apply();
        assertThat(target.plan(GUARD).changes()).isEmpty();
        assertThat(lab.run("iptables" + other.infix() + "-save")).doesNotContain("ORIGINWALL");
        assertThat(lab.run("ip6tables" + other.infix() + "-save")).doesNotContain("ORIGINWALL");
    }

    @Test
    void nobodyIsToldWhatAChangedGuardDoes() {
        nobodyIsToldWhatItDoesAfter(
                "iptables -I ORIGINWALL-CHECK -j ACCEPT", "iptables: chain ORIGINWALL-CHECK: extra rule: -j ACCEPT");
    }

    @Test
    void aRepairOfASetDuringATrialDoesNotProlongIt() throws TargetException {
        place.clear();
        target.plan(GUARD.onTrial(Duration.ofMinutes(5))).apply();
        meddleWithTrial();
        meddle("ipset add originwall-tcp 22");

        target.plan(GUARD.onTrial(Duration.ofMinutes(5))).apply();

        assertThat(target.enforced().guard().trial().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }
}
