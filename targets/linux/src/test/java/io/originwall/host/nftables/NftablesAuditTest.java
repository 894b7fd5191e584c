package io.originwall.host.nftables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.host.iptables.IptablesBackend;
import io.originwall.host.lab.NetLab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NftablesAuditTest {
    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("103.21.244.0/22"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private final NetLab lab = NetLab.open();
    private final NftablesTarget target = target();

    private NftablesTarget target() {
        try {
            return new NftablesTarget("host", new NftablesProvider().defaults(), lab.runner());
        } catch (TargetException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    void startServers() {
        for (String port : List.of("80/tcp", "443/tcp", "22/tcp")) {
            lab.origin().serve(Port.parse(port));
        }
    }

    @AfterAll
    void closeLab() {
        lab.close();
    }

    @BeforeEach
    void startClean() throws TargetException {
        lab.run("nft", "flush", "ruleset");
        target.plan(GUARD).apply();
    }

    private List<Finding> audit() throws TargetException {
        List<Finding> findings = target.audit(GUARD);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.id()).matches("[a-z0-9-]+");
            assertThat(finding.summary()).doesNotContain("\n");
            assertThat(finding.remedy()).isNotBlank().doesNotContain("\n");
        });
        return findings;
    }

    @Test
    void findsNothingWhereAllIsGuarded() throws TargetException {
        // Accepts after us, and cannot let in what we dropped.
        lab.nft("table inet t { chain c { type filter hook input priority 0; tcp dport 443 accept; }; }\n");

        assertThat(audit()).isEmpty();
    }

    /** As where the config had that type before, and only sync was run after the change. */
    @Test
    void findsAGuardThatATargetOfTypeIptablesPutUp() throws TargetException {
        Target other = new IptablesBackend().target(lab.runner());
        other.plan(GUARD).apply();
        try {
            assertThat(audit())
                    .extracting(Finding::id, Finding::summary, Finding::keptBy)
                    .containsExactly(tuple(
                            "other-guard",
                            "a guard of type iptables is in force here too, and denies by a list of its own: chain"
                                    + " ORIGINWALL",
                            Optional.of("iptables")));
        } finally {
            other.plan(Guard.none()).apply();
        }
        assertThat(audit()).isEmpty();
    }

    @Test
    void findsSuchAGuardOfIptablesLegacyToo() throws TargetException {
        for (String tables : List.of("iptables", "ip6tables")) {
            try (NetLab other = NetLab.open()) {
                other.run(tables + "-legacy", "-t", "mangle", "-N", "ORIGINWALL");
                NftablesTarget there = new NftablesTarget("host", new NftablesProvider().defaults(), other.runner());
                there.plan(GUARD).apply();

                assertThat(there.audit(GUARD)).extracting(Finding::id).containsExactly("other-guard");
            }
        }
    }

    @Test
    void findsAGuardThatIsMissing() throws TargetException {
        lab.run("nft", "flush", "ruleset");

        assertThat(audit()).extracting(Finding::id).containsExactly("guard-missing");
    }

    @Test
    void findsAGuardThatIsBroken() throws TargetException {
        lab.nft("insert rule inet originwall check accept\n");

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple("guard-broken", "somebody changed our rules: chain check: extra rule: accept"));
    }

    @Test
    void findsIpv6LetThrough() throws TargetException {
        lab.nft("insert rule inet originwall prerouting meta nfproto ipv6 accept\n");

        assertThat(audit()).extracting(Finding::id).containsExactly("ipv6-unguarded");
    }

    @Test
    void findsObserveMode() throws TargetException {
        target.plan(new Guard(GUARD.ports(), GUARD.allow(), Mode.OBSERVE, DenyWith.DROP))
                .apply();

        assertThat(audit()).extracting(Finding::id).containsExactly("observe-mode");
    }

    @Test
    void findsATrial() throws TargetException {
        lab.run("nft", "flush", "ruleset");
        target.plan(GUARD.onTrial(Duration.ofMinutes(5))).apply();

        assertThat(audit()).extracting(Finding::id).containsExactly("on-trial");
    }

    @Test
    void findsAPortThatIsNotInForce() throws TargetException {
        lab.nft("delete element inet originwall tcp_ports_1 { 80 }\n");

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple("port-unguarded", "80/tcp is to be guarded and is not"));
    }

    @Test
    void findsGuardedPortsThatOutgoingConnectionsAreGiven() throws TargetException {
        Guard guard = new Guard(
                List.of(
                        PortRange.parse("443/tcp"),
                        PortRange.parse("30000-40010/tcp"),
                        PortRange.parse("50000/udp"),
                        PortRange.parse("61001/udp"),
                        PortRange.parse("60999-61005/tcp")),
                GUARD.allow(),
                Mode.ENFORCE,
                DenyWith.DROP);
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
        Guard guard = new Guard(
                List.of(PortRange.parse("443/udp"), PortRange.parse("60000-62000/udp")),
                GUARD.allow(),
                Mode.ENFORCE,
                DenyWith.DROP);
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
        target.plan(GUARD).apply();
        lab.nft("""
                add element inet originwall allow4_1 { 1.1.1.1, 198.51.100.0/24, 203.0.113.7, 203.0.113.9 }
                add element inet originwall exempt_if_1 { "eth0" }
                """);

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

        lab.nft("delete element inet originwall exempt_if_1 { \"eth0\" }\n");
        assertThat(target.check(NetLab.STRANGER, Port.parse("443/tcp"), GUARD))
                .isEqualTo(new Verdict(
                        Verdict.Outcome.ALLOWED,
                        "198.51.100.0/24, which is not on the allow list; run originwall sync"));

        target.plan(GUARD).apply();
        assertThat(target.audit(GUARD)).noneMatch(finding -> finding.id().startsWith("foreign-"));
        assertThat(target.check(NetLab.STRANGER, Port.parse("443/tcp"), GUARD).outcome())
                .isEqualTo(Verdict.Outcome.DENIED);
    }

    @Test
    void saysThatATableBelongsToAnotherProcess() throws Exception {
        lab.run("nft", "flush", "ruleset");
        Process owner = lab.process(List.of("nft", "-i")).start();
        try {
            owner.getOutputStream().write("add table inet originwall { flags owner; }\n".getBytes(UTF_8));
            owner.getOutputStream().flush();
            while (!lab.run("nft", "list", "tables").contains("originwall")) {
                Thread.onSpinWait();
            }

            Plan plan = target.plan(GUARD);

            assertThat(plan.changes()).map(Object::toString).contains("~ table: flags owner, of a process nft");
            assertThatThrownBy(plan::apply)
                    .hasMessageStartingWith(
                            "table inet originwall belongs to another process (flags owner), and nobody"
                                    + " else can change it: find it by ss -f netlink, as nft:NAME/PID, end it, and run originwall sync");
            assertThat(lab.run("ss", "-H", "-a", "-f", "netlink")).contains("nft:nft/" + owner.pid());
        } finally {
            owner.destroyForcibly().waitFor();
        }
        target.plan(GUARD).apply();
        assertThat(target.plan(GUARD).changes()).isEmpty();
    }

    @Test
    void findsHttp3AndOtherWebServersThatAreOpen() throws TargetException {
        try (NetLab other = NetLab.open()) {
            NftablesTarget there = new NftablesTarget("host", new NftablesProvider().defaults(), other.runner());
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

    @Test
    void findsPublishedContainerPortsThatAreNotGuarded() throws TargetException {
        lab.run(
                "iptables-nft",
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "!",
                "-i",
                "docker0",
                "-p",
                "tcp",
                "--dport",
                "8080",
                "-j",
                "DNAT",
                "--to-destination",
                "172.17.0.2:80");
        lab.run(
                "iptables-nft",
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "-p",
                "tcp",
                "--dport",
                "443",
                "-j",
                "DNAT",
                "--to-destination",
                "172.17.0.2:443");
        lab.run(
                "iptables-nft",
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "-d",
                "127.0.0.1",
                "-p",
                "tcp",
                "--dport",
                "5432",
                "-j",
                "DNAT",
                "--to-destination",
                "172.17.0.3:5432");
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
