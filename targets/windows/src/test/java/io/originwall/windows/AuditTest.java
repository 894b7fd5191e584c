package io.originwall.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.api.Verdict.Outcome;
import io.originwall.net.Address;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The findings, and the verdicts where something else than our rules decides. */
class AuditTest {
    private static final Address ALLOWED = Address.parse("103.21.244.10");
    private static final Address STRANGER = Address.parse("198.51.100.10");
    private static final Port HTTPS = Port.parse("443/tcp");

    private final FakeFirewall firewall = new FakeFirewall();
    private final WindowsFirewallTarget target =
            new WindowsFirewallTarget("win", new WindowsFirewallSettings(false), firewall, firewall);

    @BeforeEach
    void guardIsInForce() throws TargetException {
        target.plan(Samples.GUARD).apply();
    }

    private List<String> ids() throws TargetException {
        return target.audit(Samples.GUARD).stream().map(Finding::id).toList();
    }

    private Finding only(String id) throws TargetException {
        List<Finding> findings = target.audit(Samples.GUARD);
        assertThat(findings).extracting(Finding::id).containsExactly(id);
        assertThat(findings.get(0).summary() + findings.get(0).remedy()).doesNotContain("\n");
        return findings.get(0);
    }

    private Verdict check(Address from) throws TargetException {
        Verdict verdict = target.check(from, HTTPS, Guard.none());
        assertThat(verdict.isLetIn()).as("%s", verdict).isEqualTo(firewall.judge(from, HTTPS));
        return verdict;
    }

    @Test
    void nothingIsFoundWhereTheGuardIsWhole() throws TargetException {
        firewall.rules.add(FakeRule.allow("broad", "", "*"));

        assertThat(ids()).isEmpty();
        assertThat(target.audit(Guard.none())).isEmpty();
        assertThat(check(ALLOWED)).isEqualTo(new Verdict(Outcome.ALLOWED, "103.21.244.0/22"));
        assertThat(check(STRANGER)).isEqualTo(new Verdict(Outcome.DENIED, "not on the allow list"));
    }

    @Test
    void aGuardThatLocksAdministratorsOutIsFound() throws TargetException {
        Guard guard = new Guard(
                List.of(PortRange.parse("443/tcp"), PortRange.parse("3000-6000/tcp"), PortRange.parse("22/udp")),
                Samples.GUARD.allow(),
                Mode.ENFORCE,
                DenyWith.DROP);
        target.plan(guard).apply();

        List<Finding> findings = target.audit(guard);

        assertThat(findings).extracting(Finding::id).containsOnly("remote-access-guarded");
        assertThat(findings)
                .extracting(Finding::summary)
                .containsExactly(
                        "3389/tcp, where Remote Desktop comes in, is guarded: only the allow list gets there",
                        "5985/tcp, where WinRM comes in, is guarded: only the allow list gets there",
                        "5986/tcp, where WinRM over TLS comes in, is guarded: only the allow list gets there");
        assertThat(firewall.judge(STRANGER, Port.parse("3389/tcp"))).isFalse();
    }

    @Test
    void aMissingGuardIsFound() throws TargetException {
        target.plan(Guard.none()).apply();

        assertThat(only("guard-missing").remedy()).contains("originwall sync");
    }

    @Test
    void aBrokenGuardIsFound() throws TargetException {
        firewall.ours("Originwall block tcp").enabled = false;

        assertThat(only("guard-broken").summary()).contains("it is disabled");
    }

    @Test
    void aPortThatIsNotGuardedYetIsFound() throws TargetException {
        target.plan(Samples.guard(Samples.GUARD.allow(), "80/tcp", "443/tcp")).apply();

        assertThat(only("port-unguarded").summary()).startsWith("443/udp");
    }

    @Test
    void aFirewallThatIsOffIsFound() throws TargetException {
        firewall.profile(4).enabled = false;

        assertThat(only("firewall-off").summary())
                .isEqualTo("the firewall is off in the public profile, which is in use");
        assertThat(check(STRANGER))
                .isEqualTo(new Verdict(Outcome.NOT_GUARDED, "the firewall is off in the public profile"));
    }

    @Test
    void aFirewallThatIsOffElsewhereIsFoundToo() throws TargetException {
        firewall.profile(1).enabled = false;

        assertThat(only("firewall-off").summary()).isEqualTo("the firewall is off in the domain profile");
        assertThat(check(STRANGER).outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void aProfileThatLetsInByDefaultIsFound() throws TargetException {
        firewall.profile(4).letsInByDefault = true;

        assertThat(only("inbound-allowed-by-default").remedy()).contains("-DefaultInboundAction Block");
        assertThat(check(STRANGER).outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void aProfileThatBlocksEverybodyIsFound() throws TargetException {
        firewall.profile(4).blocksAll = true;

        assertThat(only("everything-blocked").summary()).contains("the allow list's too");
        assertThat(check(ALLOWED).outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void anInterfaceThatIsLeftAloneIsFound() throws TargetException {
        firewall.profile(4).excluded = List.of("Ethernet 2");

        assertThat(only("interface-excluded").summary()).endsWith(": Ethernet 2");
    }

    @Test
    void rulesThatGroupPolicyPassesOverAreFound() throws TargetException {
        firewall.rules.add(FakeRule.allow("broad", "", "*"));
        firewall.modifyState = 1;

        assertThat(only("local-rules-ignored").remedy()).contains("Apply local firewall rules");
        assertThat(target.check(STRANGER, HTTPS, Guard.none()).outcome()).isEqualTo(Outcome.NOT_GUARDED);
    }

    @Test
    void aForeignBlockRuleThatHitsTheAllowListIsFound() throws TargetException {
        firewall.rules.add(FakeRule.block("spam", "", "443,8443", "103.21.244.0/24,198.51.100.0/24"));

        assertThat(only("allow-list-blocked").summary())
                .isEqualTo("rule \"spam\" blocks 103.21.244.0/24 of the allow list on 443/tcp");
        assertThat(check(ALLOWED)).isEqualTo(new Verdict(Outcome.DENIED, "rule \"spam\" blocks it"));
    }

    @Test
    void aForeignBlockRuleForAnyProtocolIsFound() throws TargetException {
        FakeRule rule = new FakeRule();
        rule.putName("lock down");
        rule.enabled = true;
        rule.action = 0;
        firewall.rules.add(rule);

        assertThat(only("allow-list-blocked").summary()).contains("and 2 more").contains("80/tcp, 443/tcp, 443/udp");
        assertThat(check(ALLOWED).outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void aForeignBlockRuleThatHitsNothingOfOursIsNot() throws TargetException {
        firewall.rules.add(FakeRule.block("others", "", "443", "198.51.100.0/24"));
        firewall.rules.add(FakeRule.block("another port", "", "3389", "*"));
        FakeRule disabled = FakeRule.block("disabled", "", "443", "*");
        disabled.enabled = false;
        firewall.rules.add(disabled);
        FakeRule outbound = FakeRule.block("outbound", "", "443", "*");
        outbound.direction = 2;
        firewall.rules.add(outbound);

        assertThat(ids()).isEmpty();
        assertThat(check(ALLOWED).outcome()).isEqualTo(Outcome.ALLOWED);
    }

    @Test
    void aRuleForAuthenticatedComputersIsFound() throws TargetException {
        FakeRule rule = FakeRule.allow("ipsec", "", "443");
        rule.secureFlags = 1;
        firewall.rules.add(rule);

        assertThat(only("authenticated-bypass").summary()).contains("\"ipsec\"").contains("443/tcp");
    }

    @Test
    void theSamePortOfTheOtherProtocolIsFound() throws TargetException {
        target.plan(Samples.guard(Samples.GUARD.allow(), "443/tcp")).apply();
        FakeRule quic = FakeRule.allow("QUIC", "", "1");
        quic.putProtocol(17);
        quic.putLocalPorts("443");
        firewall.rules.add(quic);

        assertThat(target.audit(Samples.guard(Samples.GUARD.allow(), "443/tcp")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.id()).isEqualTo("other-protocol-open"))
                .satisfies(finding -> assertThat(finding.summary())
                        .isEqualTo("rule \"QUIC\" lets 443/udp in while 443/tcp is guarded"));
    }

    @Test
    void thisHostAndAnEmptyAddressAreNotGuarded() throws TargetException {
        assertThat(target.check(Address.parse("127.0.0.1"), HTTPS, Guard.none()).outcome())
                .isEqualTo(Outcome.NOT_GUARDED);
        assertThat(target.check(Address.parse("::1"), HTTPS, Guard.none()).outcome())
                .isEqualTo(Outcome.NOT_GUARDED);
        assertThat(target.check(Address.parse("::"), HTTPS, Guard.none()).outcome())
                .isEqualTo(Outcome.NOT_GUARDED);
    }
}
