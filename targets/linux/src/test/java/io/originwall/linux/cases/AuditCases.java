package io.originwall.linux.cases;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.lab.LabPlace;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Port;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways around a guard that are found, and nothing where there is none. */
public abstract class AuditCases extends PlaceCases {
    protected static final Guard GUARD = guard("80/tcp", "443/tcp");

    protected final LinuxTarget target;
    private final Function<NetLab, ? extends LabPlace> places;

    protected AuditCases(Function<NetLab, ? extends LabPlace> places) throws TargetException {
        super(places);
        this.places = places;
        target = place.target();
    }

    @BeforeAll
    void startServers() {
        for (String port : List.of("80/tcp", "443/tcp", "22/tcp")) {
            lab.origin().serve(Port.parse(port));
        }
    }

    @BeforeEach
    void startClean() throws TargetException {
        place.clear();
        target.plan(GUARD).apply();
    }

    protected List<Finding> audit() throws TargetException {
        List<Finding> findings = target.audit(GUARD);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.id()).matches("[a-z0-9-]+");
            assertThat(finding.summary()).doesNotContain("\n");
            assertThat(finding.remedy()).isNotBlank().doesNotContain("\n");
        });
        return findings;
    }

    /** Lets somebody through whatever his address. */
    protected abstract String breakIpv4();

    /** Does that for IPv6 only. */
    protected abstract void breakIpv6();

    /** Takes a TCP port out of those that are guarded. */
    protected abstract void unguard(int port);

    /** Adds a block to the allow list. */
    protected abstract void allow(String block);

    /** Lets through whatever comes in by an interface. */
    protected abstract void exempt(String device);

    @Test
    void findsNothingWhereAllIsGuarded() throws TargetException {
        // Accepts after us, and cannot let in what we dropped.
        lab.nft("table inet t { chain c { type filter hook input priority 0; tcp dport 443 accept; }; }\n");
        lab.run(place.iptables(), "-A", "INPUT", "-p", "tcp", "--dport", "443", "-j", "ACCEPT");

        assertThat(audit()).isEmpty();
    }

    @Test
    void findsAGuardThatIsMissing() throws TargetException {
        place.clear();

        assertThat(audit()).extracting(Finding::id).containsExactly("guard-missing");
    }

    @Test
    void findsAGuardThatIsBroken() throws TargetException {
        String change = breakIpv4();

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple("guard-broken", "somebody changed our rules: " + change));
    }

    @Test
    void findsIpv6LetThrough() throws TargetException {
        breakIpv6();

        assertThat(audit()).extracting(Finding::id).containsOnly("ipv6-unguarded");
    }

    @Test
    void findsObserveMode() throws TargetException {
        target.plan(with(GUARD, Mode.OBSERVE, DenyWith.DROP)).apply();

        assertThat(audit()).extracting(Finding::id).containsExactly("observe-mode");
    }

    @Test
    void findsATrial() throws TargetException {
        place.clear();
        target.plan(GUARD.onTrial(Duration.ofMinutes(5))).apply();

        assertThat(audit()).extracting(Finding::id).containsExactly("on-trial");
    }

    @Test
    void findsAPortThatIsNotInForce() throws TargetException {
        unguard(80);

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple("port-unguarded", "80/tcp is to be guarded and is not"));
    }

    @Test
    void findsGuardedPortsThatOutgoingConnectionsAreGiven() throws TargetException {
        Guard guard = guard("443/tcp", "30000-40010/tcp", "50000/udp", "61001/udp", "60999-61005/tcp");
        target.plan(guard).apply();
        lab.run("sysctl", "-q", "-w", "net.ipv4.ip_local_port_range=40000 61001");

        lab.run("sysctl", "-q", "-w", "net.ipv4.ip_local_reserved_ports=40002-40003,60999-61000");
        assertThat(target.audit(guard))
                .filteredOn(finding -> finding.id().equals("guards-ephemeral-ports"))
                .extracting(finding -> finding.summary().replaceAll(" is guarded, .*", ""), Finding::remedy)
                .containsExactly(
                        tuple(
                                "40000-40001/tcp",
                                "add 40000-40001 to the sysctl net.ipv4.ip_local_reserved_ports, or take it out of guard.ports"),
                        tuple(
                                "40004-40010/tcp",
                                "add 40004-40010 to the sysctl net.ipv4.ip_local_reserved_ports, or take it out of guard.ports"),
                        tuple(
                                "61001/tcp",
                                "add 61001 to the sysctl net.ipv4.ip_local_reserved_ports, or take it out of guard.ports"),
                        tuple(
                                "61001/udp",
                                "add 61001 to the sysctl net.ipv4.ip_local_reserved_ports, or take it out of guard.ports"));

        lab.run("sysctl", "-q", "-w", "net.ipv4.ip_local_reserved_ports=40000-40010,60999-61001");
        assertThat(target.audit(guard)).extracting(Finding::id).doesNotContain("guards-ephemeral-ports");
    }

    @Test
    void tellsThatAGuardedPortOfQueriesTurnsConnectionTrackingOn() throws TargetException {
        Guard guard = guard("443/udp", "60000-62000/udp");
        target.plan(guard).apply();
        String most = lab.run("cat", "/proc/sys/net/netfilter/nf_conntrack_max").strip();

        assertThat(target.audit(guard))
                .filteredOn(finding -> finding.id().equals("tracks-connections"))
                .extracting(Finding::summary)
                .singleElement(as(InstanceOfAssertFactories.STRING))
                .startsWith("60000-60999/udp is guarded")
                .contains("nf_conntrack_max: " + most + ")");
    }

    @Test
    void findsWhoGetsPastAGuardWhoseRulesAreWhole() throws TargetException {
        for (String block : List.of("1.1.1.1", "198.51.100.0/24", "203.0.113.7", "203.0.113.9")) {
            allow(block);
        }
        assertThat(target.check(NetLab.STRANGER, Port.parse("443/tcp"), GUARD))
                .isEqualTo(new Verdict(
                        Verdict.Outcome.ALLOWED,
                        "198.51.100.0/24, which is not on the allow list; run originwall sync"));

        exempt("eth0");
        assertThat(target.audit(GUARD))
                .filteredOn(finding -> finding.id().startsWith("foreign-"))
                .extracting(Finding::summary, Finding::remedy)
                .containsExactly(
                        tuple(
                                "1.1.1.1, 198.51.100.0/24, 203.0.113.7 and 1 more: let in by the guard in force,"
                                        + " and not on the allow list",
                                "run originwall sync"),
                        tuple(
                                "what comes in by eth0 is let through unlooked at, and that is no container bridge",
                                "run originwall sync"));
        assertThatThrownBy(() -> target.check(NetLab.STRANGER, Port.parse("443/tcp"), GUARD))
                .hasMessage("cannot tell: the guard was changed: what comes in by eth0 is let through unlooked at, and"
                        + " that is no container bridge; run originwall sync");

        target.plan(GUARD).apply();
        assertThat(target.audit(GUARD)).noneMatch(finding -> finding.id().startsWith("foreign-"));
        assertThat(target.check(NetLab.STRANGER, Port.parse("443/tcp"), GUARD).outcome())
                .isEqualTo(Verdict.Outcome.DENIED);
    }

    @Test
    void findsHttp3AndOtherWebServersThatAreOpen() throws TargetException {
        try (NetLab other = NetLab.open()) {
            LinuxTarget there = places.apply(other).target();
            there.plan(GUARD).apply();
            for (String port : List.of("443/udp", "8443/tcp", "5432/tcp", "443/tcp", "22/tcp")) {
                other.origin().serve(Port.parse(port));
            }

            assertThat(there.audit(GUARD))
                    .extracting(Finding::id, Finding::summary)
                    .containsExactlyInAnyOrder(
                            tuple(
                                    "other-protocol-open",
                                    "443/udp (java) is open, HTTP/3 as it seems, while 443/tcp is guarded"),
                            tuple("web-port-open", "8443/tcp (java) looks like a web server and is not guarded"));
        }
    }

    private void publish(String dialled, String to) {
        String rule = " -t nat -A PREROUTING " + dialled + " -j DNAT --to-destination " + to;
        lab.run((place.iptables() + rule).split(" ", -1));
    }

    @Test
    void findsPublishedContainerPortsThatAreNotGuarded() throws TargetException {
        publish("! -i docker0 -p tcp --dport 8080", "172.17.0.2:80");
        publish("-p tcp --dport 443", "172.17.0.2:443");
        publish("-d 127.0.0.1 -p tcp --dport 5432", "172.17.0.3:5432");
        lab.nft(
                "table inet podman { chain c { type nat hook prerouting priority dstnat; udp dport { 443, 8443 } dnat ip to 10.88.0.2:443; }; }\n");

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .containsExactlyInAnyOrder(
                        tuple("published-port", "8080/tcp leads to 172.17.0.2:80 and is not guarded"),
                        tuple("published-port", "443/udp leads to 10.88.0.2:443 and is not guarded"),
                        tuple("published-port", "8443/udp leads to 10.88.0.2:443 and is not guarded"));
    }

    @Test
    void findsPortsThatAreRewrittenBeforeTheGuardSeesThem() throws TargetException {
        lab.nft(
                "table ip early { chain c { type nat hook prerouting priority -190; tcp dport 443 redirect to :8443; }; }\n");
        lab.nft(
                "table ip denied { chain c { type nat hook prerouting priority -190; tcp dport 99 redirect to :443; }; }\n");
        lab.nft(
                "table ip late { chain c { type nat hook prerouting priority -100; tcp dport 80 dnat to 172.17.0.2; }; }\n");

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .contains(tuple(
                        "nat-before-guard",
                        "table ip early leads 443/tcp to :8443 at priority -190, before the guard sees the port that was"
                                + " dialled"))
                .allSatisfy(finding -> assertThat(finding.toString()).contains("table ip early"));
    }
}
