package io.originwall.host.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.host.lab.NetLab;
import io.originwall.host.nftables.NftablesBackend;
import io.originwall.host.nftables.NftablesProvider;
import io.originwall.net.Port;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IptablesAuditTest {
    private static final Guard GUARD = Samples.guard("80/tcp", "443/tcp");

    private final NetLab lab = NetLab.open();

    @AfterAll
    void closeLab() {
        lab.close();
    }

    private IptablesTarget guarded(Variant variant) throws TargetException {
        Place place = new Place(lab, variant);
        place.clear();
        place.target().plan(GUARD).apply();
        return place.target();
    }

    private static List<Finding> audit(IptablesTarget target) throws TargetException {
        List<Finding> findings = target.audit(GUARD);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.id()).matches("[a-z0-9-]+");
            assertThat(finding.summary()).doesNotContain("\n");
            assertThat(finding.remedy()).isNotBlank().doesNotContain("\n");
        });
        return findings;
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void findsNothingWhereAllIsGuarded(Variant variant) throws TargetException {
        IptablesTarget target = guarded(variant);
        // Accepts after us, and cannot let in what we dropped.
        lab.run(variant.toString(), "-A", "INPUT", "-p", "tcp", "--dport", "443", "-j", "ACCEPT");

        assertThat(audit(target)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void findsWhoGetsPastAGuardWhoseRulesAreWhole(Variant variant) throws TargetException {
        IptablesTarget target = guarded(variant);
        lab.run("ipset", "add", "originwall-allow4", "198.51.100.0/24");
        assertThat(target.check(NetLab.STRANGER, Port.parse("443/tcp"), GUARD))
                .isEqualTo(new Verdict(
                        Verdict.Outcome.ALLOWED,
                        "198.51.100.0/24, which is not on the allow list; run originwall sync"));

        for (String tables : List.of("iptables", "ip6tables")) {
            String command = tables + new Place(lab, variant).infix();
            lab.run(command, "-t", "mangle", "-I", "ORIGINWALL", "2", "-i", "eth0", "-j", "RETURN");
        }
        assertThat(audit(target))
                .filteredOn(finding -> finding.id().startsWith("foreign-"))
                .extracting(Finding::summary)
                .containsExactly(
                        "198.51.100.0/24: let in by the guard in force, and not on the allow list",
                        "what comes in by eth0 is let through unlooked at, and that is no container bridge");
        assertThatThrownBy(() -> target.check(NetLab.STRANGER, Port.parse("443/tcp"), GUARD))
                .hasMessageContaining("what comes in by eth0 is let through unlooked at");
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void findsARuleThatStandsBeforeOurs(Variant variant) throws TargetException {
        IptablesTarget target = guarded(variant);
        lab.run(variant.toString(), "-t", "mangle", "-I", "PREROUTING", "-s", "10.0.0.1/32", "-j", "ACCEPT");

        assertThat(audit(target))
                .extracting(Finding::id, Finding::summary)
                .contains(tuple(
                        "rule-before-guard",
                        "iptables: \"-s 10.0.0.1/32 -j ACCEPT\" stands in PREROUTING before our rules, and what it accepts"
                                + " gets around them"));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void findsOursInTheOtherVariantToo(Variant variant) throws TargetException {
        IptablesTarget target = guarded(variant);
        for (String tables : List.of("iptables", "ip6tables")) {
            String ours = tables + new Place(lab, variant).infix();
            String others = tables + new Place(lab, variant.other()).infix();
            lab.restore(others + "-restore", lab.run(ours + "-save", "-t", "mangle"));
        }

        assertThat(audit(target))
                .extracting(Finding::id, Finding::summary)
                .contains(tuple("guard-in-both-iptables", "our rules stand in " + variant.other() + " too"));
    }

    /** As where the config had that type before, and only sync was run after the change. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void findsAGuardThatATargetOfTypeNftablesPutUp(Variant variant) throws TargetException {
        IptablesTarget target = guarded(variant);
        new NftablesBackend().target(lab.runner()).plan(GUARD).apply();

        List<Finding> findings = audit(target);

        assertThat(findings)
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple(
                        "other-guard",
                        "a guard of type nftables is in force here too, and denies by a list of its own: table inet"
                                + " originwall"));
        assertThat(findings.get(0).remedy()).isEqualTo("nft delete table inet originwall");
        assertThat(findings.get(0).keptBy()).contains(new NftablesProvider().type());
        lab.run("nft", "delete", "table", "inet", "originwall");
        assertThat(audit(target)).isEmpty();
    }

    @Test
    void findsAGuardThatIsMissing() throws TargetException {
        IptablesTarget target = guarded(Variant.NFT);
        lab.run("nft", "flush", "ruleset");

        assertThat(audit(target)).extracting(Finding::id).containsExactly("guard-missing");
    }

    @Test
    void findsABrokenFamily() throws TargetException {
        IptablesTarget target = guarded(Variant.LEGACY);
        lab.run("ip6tables-legacy", "-t", "mangle", "-F", "ORIGINWALL-DENIED");
        lab.run("iptables-legacy", "-t", "mangle", "-I", "ORIGINWALL-CHECK", "-j", "ACCEPT");

        assertThat(audit(target)).extracting(Finding::id).contains("ipv6-unguarded", "guard-broken");
    }

    @Test
    void findsATrialAndObserveMode() throws TargetException {
        IptablesTarget target = guarded(Variant.NFT);
        target.plan(Guard.none()).apply();
        target.plan(new Guard(GUARD.ports(), GUARD.allow(), Mode.OBSERVE, DenyWith.DROP).onTrial(Duration.ofMinutes(5)))
                .apply();

        assertThat(audit(target)).extracting(Finding::id).containsExactlyInAnyOrder("observe-mode", "on-trial");
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void findsPublishedContainerPorts(Variant variant) throws TargetException {
        IptablesTarget target = guarded(variant);
        lab.run(
                variant.toString(),
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "-p",
                "tcp",
                "--dport",
                "8080",
                "-j",
                "DNAT",
                "--to-destination",
                "172.17.0.2:80");

        assertThat(audit(target))
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple("published-port", "8080/tcp leads to 172.17.0.2:80 and is not guarded"));
    }

    @Test
    void findsOpenWebServers() throws TargetException {
        try (NetLab other = NetLab.open()) {
            other.origin().serve(Port.parse("8443/tcp"));
            IptablesTarget target = new Place(other, Variant.NFT).target();
            target.plan(GUARD).apply();

            assertThat(audit(target)).extracting(Finding::id).containsExactly("web-port-open");
        }
    }
}
