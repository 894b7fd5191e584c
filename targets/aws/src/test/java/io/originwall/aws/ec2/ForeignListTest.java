package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody else's prefix lists in a group take as many rules of its quota as they may hold entries. */
class ForeignListTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static Guard guard(int blocks) {
        return new Guard(
                List.of(PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(IntStream.range(0, blocks)
                        .mapToObj(i -> Cidr.parse("192.0.2." + 2 * i + "/32"))
                        .toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    private static String groupWithList(int size) {
        String group = LAB.group("web");
        String list = LAB.aws()
                .createManagedPrefixList(request ->
                        request.prefixListName("office").addressFamily("IPv4").maxEntries(size))
                .prefixList()
                .prefixListId();
        Ec2Targets.plant(LAB, group, "office", "tcp", 22, 22, list);
        return group;
    }

    private static Target target(Via via, String group) throws Exception {
        return new Ec2Targets.Settings(LAB.endpoint()).groups(group).via(via).target();
    }

    @Test
    void countsAsItsSizeBeforeAnythingIsWritten() throws Exception {
        String group = groupWithList(40);
        Target target = target(Via.RULES, group);

        assertThatThrownBy(() -> target.plan(guard(21)))
                .hasMessageStartingWith(group
                        + ": 21 more IPv4 rules beside the 40 that stay make 61, 1 above the quota of 60; nothing");
        target.plan(guard(20)).apply();

        assertThat(LAB.rules(group)).hasSize(21);
    }

    @Test
    void countsBesideListsOfOursToo() {
        String group = groupWithList(40);

        assertThatThrownBy(() -> target(Via.PREFIX_LIST, group).plan(guard(21)))
                .hasMessageStartingWith(group + ": 25 more IPv4 rules beside the 40 that stay make 65, 5 above");
        assertThat(LAB.actions()).doesNotContain("CreateManagedPrefixList");
    }

    @Test
    void isLookedUpOnceAndOnlyWhereRulesAreAdded() throws Exception {
        Target target = target(Via.RULES, groupWithList(10));
        LAB.forget();

        target.plan(guard(3)).apply();
        target.plan(guard(3));
        target.plan(guard(2)).apply();

        assertThat(LAB.actions())
                .containsExactly(
                        "DescribeSecurityGroups",
                        "DescribeManagedPrefixLists",
                        "AuthorizeSecurityGroupIngress",
                        "DescribeSecurityGroups",
                        "DescribeSecurityGroups",
                        "RevokeSecurityGroupIngress");
    }

    @Test
    void whereItMayNotBeSeenAWriteThatSurelyComesFirstIsTried() throws Exception {
        String group = groupWithList(10);
        LAB.trouble().deny("DescribeManagedPrefixLists");

        target(Via.RULES, group).plan(guard(3)).apply();

        assertThat(LAB.rules(group)).hasSize(4);
    }

    @Test
    void whereItMayNotBeSeenNothingIsTakenOutToMakeRoom() throws Exception {
        String group = groupWithList(4);
        target(Via.PREFIX_LIST, group).plan(guard(2)).apply();
        String before = Ec2Targets.text(LAB, group);
        LAB.trouble().deny("DescribeManagedPrefixLists");

        assertThatThrownBy(() -> target(Via.RULES, group).plan(guard(59)).apply())
                .hasMessageStartingWith(group + ": old rules would have to go before the new ones come,")
                .hasMessageContaining("nothing was changed: allow ec2:DescribeManagedPrefixLists");
        assertThat(Ec2Targets.text(LAB, group)).isEqualTo(before);
    }
}
