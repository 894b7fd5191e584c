package io.originwall.aws.ec2.rules;

import static io.originwall.aws.ec2.rules.Texts.MINE;
import static io.originwall.aws.ec2.rules.Texts.group;
import static io.originwall.aws.ec2.rules.Texts.guard;
import static io.originwall.aws.ec2.rules.Texts.plan;
import static io.originwall.aws.ec2.rules.Texts.rules;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Guard;
import io.originwall.net.AddressSet;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupPlanTest {
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    443/tcp: 192.0.2.0/24                | 443/tcp: 192.0.2.0/24               | in sync
                    443/tcp: 192.0.2.0/24                | 443/tcp: 192.0.2.0/25               | - 192.0.2.128/25
                    443/tcp: 192.0.2.0/24                | 443/tcp: 192.0.2.0/24 2001:db8::/32 | + 2001:db8::/32
                    443/tcp: 192.0.2.0/24                | 443/tcp 80/tcp: 192.0.2.0/24        | + 80/tcp
                    443/tcp 80/tcp: 192.0.2.0/24         | 443/tcp: 198.51.100.0/24            | - 80/tcp, + 198.51.100.0/24, - 192.0.2.0/24
                    80/tcp: 192.0.2.0/24                 | 443/udp: 192.0.2.0/24               | + 443/udp, - 80/tcp
                    443/tcp: 192.0.2.0/25 192.0.2.128/25 | 443/tcp: 192.0.2.0/24               | ~ the same blocks in other pieces: 1 to add and 2 to remove
                    """)
    void aPersonReadsPortsAndBlocks(String before, String wanted, String changes) {
        GroupPlan plan = plan(group(rules(MINE, before)), guard(wanted));

        assertThat(
                        plan.isEmpty()
                                ? "in sync"
                                : String.join(
                                        ", ",
                                        plan.changes().stream()
                                                .map(Object::toString)
                                                .toList()))
                .isEqualTo(changes);
    }

    @Test
    void whatSomebodyChangedOnOnePortOnlyIsARepairOfThatPort() {
        Group drifted = group(
                rules(MINE, "443/tcp 80/tcp: 192.0.2.0/24"), rules(MINE, "80/tcp: 198.51.100.0/24 203.0.113.0/24"));

        assertThat(plan(drifted, guard("443/tcp 80/tcp: 192.0.2.0/24 203.0.113.0/24"))
                        .changes())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "~ 198.51.100.0/24 on 80/tcp is too much", "~ 203.0.113.0/24 on 443/tcp is missing");
    }

    @Test
    void aForeignRuleOfTheSameBlockAndPortsServes() {
        Group group = group(rules("by hand", "443/tcp: 192.0.2.0/24"), rules("office", "443/tcp: 203.0.113.0/24"));

        GroupPlan plan = plan(group, guard("443/tcp: 192.0.2.0/24"));

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.before().guard()).isEqualTo(guard("443/tcp: 192.0.2.0/24"));
    }

    @Test
    void aForeignRuleThatIsOnlyWiderDoesNotServe() {
        Group group = group(rules("everybody", "443/tcp: 0.0.0.0/0"), rules("wide", "80-443/tcp: 192.0.2.0/24"));

        assertThat(plan(group, guard("443/tcp: 192.0.2.0/24")).edit().add()).hasSize(1);
    }

    @Test
    void exclusiveTakesOthersBlocksWithinTheGuardedPortsOnly() {
        Group inside =
                group(rules("inside", "8005/tcp: 203.0.113.0/24"), rules("wider", "8000-9000/tcp: 203.0.113.0/24"));
        Group group = group(
                group(inside.ingress(), rules("other protocol", "8005/udp: 203.0.113.0/24"))
                        .ingress(),
                rules("serves", "8000-8010/tcp: 192.0.2.0/24"));

        GroupEdit edit =
                WantedRules.of(guard("8000-8010/tcp: 192.0.2.0/24"), MINE, true).from(group);

        assertThat(edit.add()).isEmpty();
        assertThat(edit.remove()).extracting(IngressRule::description).containsExactly("inside");
    }

    @Test
    void noGuardRemovesWhatIsOursAndNothingElse() {
        Group group = group(rules(MINE, "443/tcp: 192.0.2.0/24"), rules("originwall2", "443/tcp: 203.0.113.0/24"));

        GroupPlan plan = plan(group, Guard.none());

        assertThat(plan.edit().remove()).isEqualTo(rules(MINE, "443/tcp: 192.0.2.0/24"));
        assertThat(plan.changes()).extracting(Object::toString).containsExactly("- 443/tcp", "- 192.0.2.0/24");
    }

    @Test
    void theNearestGuardIsWhatIsLetInOnEveryPort() {
        PortRange http = PortRange.parse("80/tcp");
        PortRange https = PortRange.parse("443/tcp");
        AddressSet both = guard("443/tcp: 192.0.2.0/24 203.0.113.0/24").allow();
        AddressSet one = guard("443/tcp: 192.0.2.0/24").allow();
        AddressSet other = guard("443/tcp: 203.0.113.0/24").allow();

        assertThat(new EffectiveAccess(Map.of(http, both, https, one)).guard().allow())
                .isEqualTo(one);
        assertThat(new EffectiveAccess(Map.of(http, other, https, one)).guard().allow())
                .as("nothing is let in on all of them")
                .isEqualTo(both);
        assertThat(EffectiveAccess.common(List.of(
                                new EffectiveAccess(Map.of(http, both, https, one)),
                                new EffectiveAccess(Map.of(http, one))))
                        .guard())
                .isEqualTo(guard("80/tcp: 192.0.2.0/24"));
    }
}
