package io.originwall.linux.nftables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.linux.cases.AuditCases;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.linux.iptables.IptablesBackend;
import io.originwall.linux.lab.NetLab;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NftablesAuditTest extends AuditCases {
    NftablesAuditTest() throws TargetException {
        super(NftablesPlace::new);
    }

    @Override
    protected String breakIpv4() {
        lab.nft("insert rule inet originwall check accept\n");
        return "chain check: extra rule: accept";
    }

    @Override
    protected void breakIpv6() {
        lab.nft("insert rule inet originwall prerouting meta nfproto ipv6 accept\n");
    }

    @Override
    protected void unguard(int port) {
        lab.nft("delete element inet originwall tcp_ports_1 { " + port + " }\n");
    }

    @Override
    protected void allow(String block) {
        lab.nft("add element inet originwall allow4_1 { " + block + " }\n");
    }

    @Override
    protected void exempt(String device) {
        lab.nft("add element inet originwall exempt_if_1 { \"" + device + "\" }\n");
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
                LinuxTarget there = new NftablesPlace(other).target();
                there.plan(GUARD).apply();

                assertThat(there.audit(GUARD)).extracting(Finding::id).containsExactly("other-guard");
            }
        }
    }

    @Test
    void saysThatATableBelongsToAnotherProcess() throws Exception {
        place.clear();
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
}
