package io.originwall.linux.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import io.originwall.linux.cases.AuditCases;
import io.originwall.linux.nftables.NftablesBackend;
import io.originwall.linux.nftables.NftablesProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With one variant of iptables. */
abstract class IptablesAudit extends AuditCases {
    private final Variant variant;

    IptablesAudit(Variant variant) throws TargetException {
        super(lab -> new Place(lab, variant));
        this.variant = variant;
    }

    private void mangle(String tables, String rule) {
        lab.run((tables + new Place(lab, variant).infix() + " -t mangle " + rule).split(" ", -1));
    }

    @Override
    protected String breakIpv4() {
        mangle("iptables", "-I ORIGINWALL-CHECK -j ACCEPT");
        return "iptables: chain ORIGINWALL-CHECK: extra rule: -j ACCEPT";
    }

    @Override
    protected void breakIpv6() {
        mangle("ip6tables", "-F ORIGINWALL-DENIED");
    }

    @Override
    protected void unguard(int port) {
        lab.run("ipset", "del", "originwall-tcp", "" + port);
    }

    @Override
    protected void allow(String block) {
        lab.run("ipset", "add", "originwall-allow4", block);
    }

    @Override
    protected void exempt(String device) {
        for (String tables : List.of("iptables", "ip6tables")) {
            mangle(tables, "-I ORIGINWALL 2 -i " + device + " -j RETURN");
        }
    }

    @Test
    void findsARuleThatStandsBeforeOurs() throws TargetException {
        lab.run(variant.toString(), "-t", "mangle", "-I", "PREROUTING", "-s", "10.0.0.1/32", "-j", "ACCEPT");

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .contains(tuple(
                        "rule-before-guard",
                        "iptables: \"-s 10.0.0.1/32 -j ACCEPT\" stands in PREROUTING before our rules, and what it accepts"
                                + " gets around them"));
    }

    @Test
    void findsOursInTheOtherVariantToo() throws TargetException {
        for (String tables : List.of("iptables", "ip6tables")) {
            String ours = tables + new Place(lab, variant).infix();
            String others = tables + new Place(lab, variant.other()).infix();
            lab.restore(others + "-restore", lab.run(ours + "-save", "-t", "mangle"));
        }

        assertThat(audit())
                .extracting(Finding::id, Finding::summary)
                .contains(tuple("guard-in-both-iptables", "our rules stand in " + variant.other() + " too"));
    }

    /** As where the config had that type before, and only sync was run after the change. */
    @Test
    void findsAGuardThatATargetOfTypeNftablesPutUp() throws TargetException {
        new NftablesBackend().target(lab.runner()).plan(GUARD).apply();

        List<Finding> findings = audit();

        assertThat(findings)
                .extracting(Finding::id, Finding::summary)
                .containsExactly(tuple(
                        "other-guard",
                        "a guard of type nftables is in force here too, and denies by a list of its own: table inet"
                                + " originwall"));
        assertThat(findings.get(0).remedy()).isEqualTo("nft delete table inet originwall");
        assertThat(findings.get(0).keptBy()).contains(new NftablesProvider().type());
        lab.run("nft", "delete", "table", "inet", "originwall");
        assertThat(audit()).isEmpty();
    }

    @Test
    void findsABrokenFamily() throws TargetException {
        breakIpv6();
        breakIpv4();

        assertThat(audit()).extracting(Finding::id).contains("ipv6-unguarded", "guard-broken");
    }

    @Test
    void findsATrialAndObserveMode() throws TargetException {
        target.plan(Guard.none()).apply();
        target.plan(with(GUARD, Mode.OBSERVE, DenyWith.DROP).onTrial(Duration.ofMinutes(5)))
                .apply();

        assertThat(audit()).extracting(Finding::id).containsExactlyInAnyOrder("observe-mode", "on-trial");
    }
}
