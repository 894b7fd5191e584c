package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.Tag;

class AuditTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static final Guard GUARD = guard("103.21.244.0/22", "172.64.0.0/13", "2400:cb00::/32");

    private String vpc = "";
    private String group = "";

    private static Guard guard(String... blocks) {
        return new Guard(
                List.of(PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    @BeforeEach
    void makeGroup() {
        vpc = LAB.vpc();
        group = LAB.groupIn(vpc, Ec2Lab.REGION, "web", Map.of());
    }

    private List<Finding> audit(Guard guard) throws Exception {
        Target target = new Ec2Targets.Settings(LAB.endpoint()).groups(group).target();
        target.plan(guard).apply();
        return target.auditable().orElseThrow().audit(guard);
    }

    @Test
    void aGroupAloneHasNoWayAround() throws Exception {
        Ec2Targets.plant(LAB, group, "ssh", "tcp", 22, 22, "0.0.0.0/0");
        Ec2Targets.plant(LAB, group, "office", "tcp", 443, 443, "192.0.2.0/24");
        LAB.networkInterface(LAB.subnet(vpc), group);

        assertThat(audit(GUARD)).isEmpty();
    }

    @Test
    void aRuleForEverybodyIsFound() throws Exception {
        Ec2Targets.plant(LAB, group, "test", "tcp", 443, 443, "0.0.0.0/0");
        Ec2Targets.plant(LAB, group, "", "-1", -1, -1, "::/0");

        assertThat(audit(GUARD))
                .containsExactlyInAnyOrder(
                        new Finding(
                                "open-to-everybody",
                                group + " lets everybody in: 0.0.0.0/0 on 443/tcp, somebody else's: test",
                                "remove that rule, or set exclusive: true"),
                        new Finding(
                                "open-to-everybody",
                                group + " lets everybody in: ::/0 on all ports, somebody else's",
                                "narrow that rule to ports that are not guarded"));
    }

    @Test
    void anotherGroupOnTheSameInterfaceThatOpensMoreIsFound() throws Exception {
        String other = LAB.groupIn(vpc, Ec2Lab.REGION, "old", Map.of());
        String unrelated = LAB.groupIn(vpc, Ec2Lab.REGION, "unrelated", Map.of());
        String subnet = LAB.subnet(vpc);
        String card = LAB.networkInterface(subnet, group, other);
        LAB.networkInterface(subnet, unrelated);
        Ec2Targets.plant(LAB, other, "the old way", "tcp", 1, 1024, "198.51.100.0/24");
        Ec2Targets.plant(LAB, other, "inside", "tcp", 443, 443, "10.0.0.0/8");
        Ec2Targets.plant(LAB, other, "cf", "tcp", 443, 443, "103.21.244.0/24");
        Ec2Targets.plant(LAB, unrelated, "x", "tcp", 443, 443, "0.0.0.0/0");

        assertThat(audit(GUARD))
                .containsExactly(new Finding(
                        "other-group-open",
                        other + " is on " + card + " as well, and lets in 198.51.100.0/24 on 1-1024/tcp",
                        "remove that rule, guard " + other + " too, or take it off the interface"));
    }

    /** A prefix list of somebody else's; its id. */
    private static String list(String family, String... blocks) {
        return LAB.aws()
                .createManagedPrefixList(request -> request.prefixListName("theirs")
                        .addressFamily(family)
                        .maxEntries(10)
                        .entries(Stream.of(blocks)
                                .map(block ->
                                        AddPrefixListEntry.builder().cidr(block).build())
                                .toList()))
                .prefixList()
                .prefixListId();
    }

    @Test
    void aPrefixListThatHoldsEverybodyIsFound() throws Exception {
        String list = list("IPv4", "0.0.0.0/1", "128.0.0.0/1");
        Ec2Targets.plant(LAB, group, "test", "tcp", 443, 443, list);
        Ec2Targets.plant(LAB, group, "ssh", "tcp", 22, 22, list);
        Ec2Targets.plant(LAB, group, "office", "tcp", 443, 443, list("IPv4", "192.0.2.0/24"));

        assertThat(audit(GUARD))
                .containsExactly(new Finding(
                        "open-to-everybody",
                        group + " lets everybody in: " + list + " on 443/tcp, somebody else's: test",
                        "remove that rule, or what is too wide from " + list));
    }

    @Test
    void aPrefixListInAnotherGroupOnTheSameInterfaceThatOpensMoreIsFound() throws Exception {
        String other = LAB.groupIn(vpc, Ec2Lab.REGION, "old", Map.of());
        String card = LAB.networkInterface(LAB.subnet(vpc), group, other);
        String wide = list("IPv6", "2400:cb00::/32", "2001:db8::/32");
        Ec2Targets.plant(LAB, other, "", "tcp", 1, 1024, wide);
        Ec2Targets.plant(LAB, other, "", "tcp", 443, 443, list("IPv4", "103.21.244.0/24", "10.0.0.0/8"));
        Ec2Targets.plant(LAB, other, "", "tcp", 22, 22, list("IPv4", "0.0.0.0/0"));

        assertThat(audit(GUARD))
                .containsExactly(new Finding(
                        "other-group-open",
                        other + " is on " + card + " as well, and lets in " + wide + " on 1-1024/tcp (2001:db8::/32)",
                        "remove that rule, guard " + other + " too, or take it off the interface"));
    }

    @Test
    void aPrefixListOfAwsIsJudgedLikeAnyOther() throws Exception {
        String other = LAB.groupIn(vpc, Ec2Lab.REGION, "old", Map.of());
        LAB.networkInterface(LAB.subnet(vpc), group, other);
        String list = LAB.aws().describeManagedPrefixLists(request -> {}).prefixLists().stream()
                .filter(any -> any.prefixListName().equals("com.amazonaws.eu-west-1.s3"))
                .findFirst()
                .orElseThrow()
                .prefixListId();
        Ec2Targets.plant(LAB, other, "", "tcp", 443, 443, list);

        assertThat(audit(GUARD)).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("other-group-open");
            assertThat(finding.summary()).contains("lets in " + list + " on 443/tcp (");
        });
    }

    @Test
    void aPrefixListThatMayNotBeReadIsNotPassedOver() throws Exception {
        String other = LAB.groupIn(vpc, Ec2Lab.REGION, "old", Map.of());
        LAB.networkInterface(LAB.subnet(vpc), group, other);
        String list = list("IPv4", "0.0.0.0/0");
        Ec2Targets.plant(LAB, other, "", "tcp", 443, 443, list);
        Ec2Targets.plant(LAB, group, "test", "tcp", 443, 443, "0.0.0.0/0");
        LAB.trouble().deny("GetManagedPrefixListEntries");

        assertThat(audit(GUARD)).extracting(Finding::id).containsExactly("open-to-everybody", "list-unread");
        assertThat(audit(GUARD).get(1).summary())
                .startsWith("whom " + other + " lets in by " + list + " is not known: "
                        + "ec2:GetManagedPrefixListEntries of " + list + " in eu-west-1: not allowed");
    }

    @Test
    void aPublicIpv6AddressWithoutARuleIsFound() throws Exception {
        String subnet = LAB.subnet(vpc);
        String card = LAB.aws()
                .createNetworkInterface(request -> request.subnetId(subnet)
                        .groups(group)
                        .ipv6Addresses(InstanceIpv6Address.builder()
                                .ipv6Address("2001:db8::10")
                                .build()))
                .networkInterface()
                .networkInterfaceId();

        assertThat(audit(guard("103.21.244.0/22")))
                .containsExactly(new Finding(
                        "ipv6-without-rule",
                        card + " has the public address 2001:db8::10 and no rule lets the CDN in over IPv6",
                        "set ranges.ipv6: true and run originwall sync, or let no AAAA record point to it"));
        assertThat(audit(GUARD)).isEmpty();
    }

    @Test
    void aRouteThatTakesPartOfTheRangesElsewhereIsFound() throws Exception {
        String peer = LAB.vpc();
        String peering = LAB.aws()
                .createVpcPeeringConnection(request -> request.vpcId(vpc).peerVpcId(peer))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        LAB.aws().acceptVpcPeeringConnection(request -> request.vpcPeeringConnectionId(peering));
        String table = LAB.aws()
                .createRouteTable(request -> request.vpcId(vpc))
                .routeTable()
                .routeTableId();
        for (String block : List.of("172.0.0.0/8", "192.168.0.0/16")) {
            LAB.aws()
                    .createRoute(request -> request.routeTableId(table)
                            .destinationCidrBlock(block)
                            .vpcPeeringConnectionId(peering));
        }

        assertThat(audit(GUARD))
                .containsExactly(new Finding(
                        "route-elsewhere",
                        table + " sends 172.0.0.0/8 to " + peering + ", and with it the answers to 172.64.0.0/13",
                        "make that route no wider than what is behind it, such as 172.16.0.0/12"));
    }

    @Test
    void aGroupThatLostItsTagAndKeptOurRulesIsFound() throws Exception {
        Map<String, String> tags = Map.of("cdn", "yes");
        LAB.groupIn(vpc, Ec2Lab.REGION, "kept", tags);
        String lost = LAB.groupIn(vpc, Ec2Lab.REGION, "lost", tags);
        Ec2Targets.plant(LAB, group, "originwall api", "tcp", 443, 443, "192.0.2.0/24");
        Target target = new Ec2Targets.Settings(LAB.endpoint()).tags(tags).target();
        target.plan(GUARD).apply();
        assertThat(target.auditable().orElseThrow().audit(GUARD)).isEmpty();

        LAB.aws()
                .deleteTags(request ->
                        request.resources(lost).tags(Tag.builder().key("cdn").build()));

        assertThat(target.auditable().orElseThrow().audit(GUARD))
                .containsExactly(
                        new Finding(
                                "left-behind",
                                lost
                                        + " (lost) holds rules marked \"originwall web\", but the config's tags do not match it: no sync"
                                        + " keeps those up to date",
                                "tag it again or delete those rules, unless another host's target of that name looks after it"));
    }
}
