package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Snapshot;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SecurityGroupTargetTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static final List<String> CLOUDFLARE = List.of(
            "173.245.48.0/20",
            "103.21.244.0/22",
            "103.22.200.0/22",
            "103.31.4.0/22",
            "141.101.64.0/18",
            "108.162.192.0/18",
            "190.93.240.0/20",
            "188.114.96.0/20",
            "197.234.240.0/22",
            "198.41.128.0/17",
            "162.158.0.0/15",
            "104.16.0.0/13",
            "104.24.0.0/14",
            "172.64.0.0/13",
            "131.0.72.0/22",
            "2400:cb00::/32",
            "2606:4700::/32",
            "2803:f800::/32",
            "2405:b500::/32",
            "2405:8100::/32",
            "2a06:98c0::/29",
            "2c0f:f248::/32");

    private final Guard guard = guard(List.of("80/tcp", "443/tcp"), CLOUDFLARE);

    private static Guard guard(List<String> ports, List<String> blocks) {
        return new Guard(
                ports.stream().map(PortRange::parse).toList(),
                AddressSet.ofBlocks(blocks.stream().map(Cidr::parse).toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    private static Ec2Targets.Settings settings(String... groups) {
        return new Ec2Targets.Settings(LAB.endpoint()).groups(groups);
    }

    /** As the agent does it: plan, apply, plan. */
    private static Plan sync(Target target, Guard guard) throws TargetException {
        Plan plan = target.plan(guard);
        plan.apply();
        Plan after = target.plan(guard);
        assertThat(after.changes()).isEmpty();
        return plan;
    }

    @Test
    void theFirstWriteOfAGroupTakesThreeCallsAndALookTakesOne() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();

        sync(target, guard);
        assertThat(LAB.actions())
                .containsExactly("DescribeSecurityGroups", "AuthorizeSecurityGroupIngress", "DescribeSecurityGroups");
        assertThat(LAB.rules(group)).hasSize(44);

        LAB.forget();
        assertThat(target.plan(guard).changes()).isEmpty();
        assertThat(LAB.actions()).containsExactly("DescribeSecurityGroups");
    }

    @Test
    void aChangeIsOneAuthorizeAndOneRevokeInThisOrder() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();
        sync(target, guard);
        LAB.forget();

        sync(
                target,
                guard(List.of("80/tcp", "443/tcp"), List.of("103.21.244.0/22", "2400:cb00::/32", "198.18.0.0/24")));

        assertThat(LAB.actions())
                .containsExactly(
                        "DescribeSecurityGroups",
                        "AuthorizeSecurityGroupIngress",
                        "RevokeSecurityGroupIngress",
                        "DescribeSecurityGroups");
        assertThat(LAB.rules(group)).hasSize(6);
    }

    @Test
    void fiveHundredGroupsInSyncTakeThreeCalls() throws Exception {
        String vpc = LAB.vpc();
        String[] groups = IntStream.range(0, 500)
                .mapToObj(i -> LAB.groupIn(vpc, Ec2Lab.REGION, "web-" + i, Map.of()))
                .toArray(String[]::new);
        Guard small = guard(List.of("443/tcp"), List.of("103.21.244.0/22"));
        Stream.of(groups)
                .forEach(group -> Ec2Targets.plant(LAB, group, "originwall web", "tcp", 443, 443, "103.21.244.0/22"));
        Target target = settings(groups).target();

        assertThat(target.plan(small).changes()).isEmpty();

        assertThat(LAB.actions()).hasSize(3).containsOnly("DescribeSecurityGroups");
    }

    @Test
    void aRuleOfSomebodyElsesIsAdoptedAndNeverRemoved() throws Exception {
        String group = LAB.group("web");
        Ec2Targets.plant(LAB, group, "cf, by hand", "tcp", 443, 443, "103.21.244.0/22");
        Target target = settings(group).target();
        Guard small = guard(List.of("443/tcp"), List.of("103.21.244.0/22", "2400:cb00::/32"));

        assertThat(target.plan(small).changes()).containsExactly(Change.add("2400:cb00::/32"));
        sync(target, small);
        assertThat(target.enforced().guard()).isEqualTo(small);

        sync(target, guard(List.of("443/tcp"), List.of("2400:cb00::/32")));
        sync(target, Guard.none());
        assertThat(Ec2Targets.text(LAB, group)).isEqualTo("tcp 443-443 103.21.244.0/22 \"cf, by hand\"");
    }

    @Test
    void exclusiveRemovesOthersBlocksOnTheGuardedPortsAndNothingElse() throws Exception {
        String group = LAB.group("web");
        Ec2Targets.plant(LAB, group, "everybody", "tcp", 443, 443, "0.0.0.0/0");
        Ec2Targets.plant(LAB, group, "cf, by hand", "tcp", 443, 443, "103.21.244.0/22");
        Ec2Targets.plant(LAB, group, "a wide one", "tcp", 22, 443, "192.0.2.0/24");
        Ec2Targets.plant(LAB, group, "ssh", "tcp", 22, 22, "0.0.0.0/0");
        Ec2Targets.plant(LAB, group, "each other", "tcp", 443, 443, group);
        Target target = settings(group).exclusive().target();
        Guard small = guard(List.of("443/tcp"), List.of("103.21.244.0/22"));
        Snapshot before = target.restorable().orElseThrow().snapshot();
        String textBefore = Ec2Targets.text(LAB, group);

        assertThat(target.plan(small).changes())
                .containsExactly(Change.remove("0.0.0.0/0 on 443/tcp, somebody else's: everybody"));
        sync(target, small);

        assertThat(Ec2Targets.text(LAB, group).lines())
                .containsExactly(
                        "tcp 22-22 0.0.0.0/0 \"ssh\"",
                        "tcp 22-443 192.0.2.0/24 \"a wide one\"",
                        "tcp 443-443 103.21.244.0/22 \"cf, by hand\"",
                        "tcp 443-443 " + group + " \"\""); // moto forgets that description
        before.restore().apply();
        assertThat(Ec2Targets.text(LAB, group)).isEqualTo(textBefore);
        assertThat(before.restore().changes()).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheFirstWriteWithByHowMuch() throws Exception {
        String group = LAB.group("web");
        IntStream.range(0, 50)
                .forEach(i -> Ec2Targets.plant(LAB, group, "office", "tcp", 22, 22, "192.0.2." + i + "/32"));
        String before = Ec2Targets.text(LAB, group);
        Target target = settings(group).target();

        assertThatThrownBy(() -> target.plan(guard))
                .isInstanceOf(TargetException.class)
                .hasMessage(
                        group
                                + ": 30 more IPv4 rules beside the 50 that stay make 80, 20 above the quota of 60; nothing was"
                                + " changed: guard fewer or adjacent ports, or have quota L-0EA8095F (inbound or outbound rules per"
                                + " security group) increased and max-rules set to it; a prefix list saves no room, for it counts as its size");

        assertThat(Ec2Targets.text(LAB, group)).isEqualTo(before);
    }

    @Test
    void withoutRoomForOldAndNewRulesAreRewrittenInPlace() throws Exception {
        LAB.quota(5);
        String group = LAB.group("web");
        Target target = settings(group).maxRules(5).target();
        sync(
                target,
                guard(List.of("443/tcp"), List.of("192.0.2.0/26", "192.0.2.128/26", "198.18.0.0/24", "198.18.2.0/24")));
        LAB.forget();

        Guard next = guard(List.of("443/tcp"), List.of("192.0.2.0/26", "198.19.0.0/24", "198.19.2.0/24"));
        sync(target, next);

        assertThat(LAB.actions())
                .containsExactly(
                        "DescribeSecurityGroups",
                        "GetServiceQuota",
                        "DescribeSecurityGroupRules",
                        "ModifySecurityGroupRules",
                        "RevokeSecurityGroupIngress",
                        "DescribeSecurityGroups");
        assertThat(Ec2Targets.text(LAB, group).lines())
                .containsExactly(
                        "tcp 443-443 192.0.2.0/26 \"originwall web\"",
                        "tcp 443-443 198.19.0.0/24 \"originwall web\"",
                        "tcp 443-443 198.19.2.0/24 \"originwall web\"");
    }

    @Test
    void whatThereIsRoomForComesBeforeRulesAreRewritten() throws Exception {
        LAB.quota(4);
        String group = LAB.group("web");
        Target target = settings(group).maxRules(4).target();
        sync(target, guard(List.of("443/tcp"), List.of("104.16.0.0/12", "192.0.2.0/24", "198.18.0.0/24")));
        LAB.forget();

        // The half that one of the four becomes must not be shut out until the other is there.
        sync(
                target,
                guard(List.of("443/tcp"), List.of("104.16.0.0/13", "104.28.0.0/14", "192.0.2.0/24", "198.18.0.0/24")));

        assertThat(LAB.actions())
                .containsExactly(
                        "DescribeSecurityGroups",
                        "GetServiceQuota",
                        "AuthorizeSecurityGroupIngress",
                        "DescribeSecurityGroupRules",
                        "ModifySecurityGroupRules",
                        "DescribeSecurityGroups");
    }

    @Test
    void whereMoreIsNeededServiceQuotasIsAskedOnce() throws Exception {
        LAB.quota(120);
        String group = LAB.group("web");
        Target target = settings(group).target();
        Guard large = guard(List.of("80/tcp", "443/tcp", "8080/tcp", "8443/tcp", "9443/tcp"), CLOUDFLARE);

        sync(target, large);

        assertThat(LAB.rules(group)).hasSize(110);
        assertThat(LAB.actions())
                .containsExactly(
                        "DescribeSecurityGroups",
                        "GetServiceQuota",
                        "AuthorizeSecurityGroupIngress",
                        "DescribeSecurityGroups");
    }

    @Test
    void aQuotaThatIsIncreasedIsNoticedByTheNextPlan() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();
        Guard large = guard(List.of("80/tcp", "443/tcp", "8080/tcp", "8443/tcp", "9443/tcp"), CLOUDFLARE);
        assertThatThrownBy(() -> target.plan(large)).hasMessageContaining("15 above the quota of 60");

        LAB.quota(120);
        sync(target, large);

        assertThat(LAB.rules(group)).hasSize(110);
    }

    @Test
    void whoMayNotAskForTheQuotaIsHeldToTheConfigs() throws Exception {
        LAB.quota(120);
        String group = LAB.group("web");
        LAB.trouble().deny("GetServiceQuota");
        Guard large = guard(List.of("80/tcp", "443/tcp", "8080/tcp", "8443/tcp", "9443/tcp"), CLOUDFLARE);

        assertThatThrownBy(() -> settings(group).target().plan(large)).hasMessageContaining("15 above the quota of 60");
        sync(settings(group).maxRules(120).target(), large);

        assertThat(LAB.rules(group)).hasSize(110);
    }

    @Test
    void groupsAreFoundByNameInEveryRegion() throws Exception {
        String here = LAB.group("eu-west-1", "web", Map.of());
        String there = LAB.group("us-east-1", "web", Map.of());
        LAB.group("us-east-1", "web-2", Map.of());
        Target target = settings("web").regions("eu-west-1", "us-east-1").target();

        sync(target, guard);

        assertThat(LAB.rules("eu-west-1", here)).hasSize(44);
        assertThat(LAB.rules("us-east-1", there)).hasSize(44);
        assertThat(LAB.actions()).hasSize(6);
    }

    @Test
    void groupsAreFoundByAllOfTheirTags() throws Exception {
        String both = LAB.group("eu-west-1", "a", Map.of("originwall", "web", "stage", "live"));
        String one = LAB.group("eu-west-1", "b", Map.of("originwall", "web"));
        Target target = new Ec2Targets.Settings(LAB.endpoint())
                .tags(Map.of("originwall", "web", "stage", "live"))
                .target();

        sync(target, guard);

        assertThat(LAB.rules(both)).hasSize(44);
        assertThat(LAB.rules(one)).isEmpty();
    }

    @Test
    void aGroupThatIsNowhereIsNamedAndTheOthersGoOn() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group, "sg-0123456789abcdef0", "nobody's").target();

        Plan plan = target.plan(guard);
        plan.apply();

        assertThat(plan.problems())
                .containsExactly(
                        "there is no security group sg-0123456789abcdef0 in eu-west-1; is it the right id or name, account"
                                + " and region?",
                        "there is no security group \"nobody's\" in eu-west-1; is it the right id or name, account and"
                                + " region?");
        assertThat(LAB.rules(group)).hasSize(44);
        assertThat(target.plan(guard).problems()).hasSize(2);
        assertThat(target.plan(Guard.none()).problems())
                .as("a group that is gone holds nothing of ours")
                .isEmpty();
    }

    @Test
    void aTargetOfWhichNothingIsFoundHasNoPlan() {
        assertThatThrownBy(() -> new Ec2Targets.Settings(LAB.endpoint())
                        .tags(Map.of("originwall", "web"))
                        .target()
                        .plan(guard))
                .hasMessage(
                        "no security group in eu-west-1 carries the tags {originwall=web}; tag one, or correct tags: in"
                                + " the config");
    }

    @Test
    void whatHappensInSomeGroupsOnlyIsToldWithTheirNames() throws Exception {
        String one = LAB.group("one");
        String two = LAB.group("two");
        sync(settings(one).target(), guard(List.of("443/tcp"), List.of("103.21.244.0/22")));

        Plan plan = settings(one, two)
                .target()
                .plan(guard(List.of("443/tcp"), List.of("103.21.244.0/22", "104.16.0.0/13")));

        assertThat(plan.changes())
                .containsExactlyInAnyOrder(
                        Change.add("104.16.0.0/13"),
                        Change.add("443/tcp in " + two),
                        Change.add("103.21.244.0/22 in " + two));
        assertThat(plan.before()).isEqualTo(Guard.none());
    }

    @Test
    void checkJudgesEverybodysRules() throws Exception {
        String group = LAB.group("web");
        Ec2Targets.plant(LAB, group, "office", "tcp", 443, 443, "192.0.2.0/24");
        Ec2Targets.plant(LAB, group, "all of it", "-1", -1, -1, "198.18.0.0/24");
        Target target = settings(group).target();
        sync(target, guard);

        assertThat(target.probeable().orElseThrow().check(Address.parse("192.0.2.9"), Port.parse("443"), Guard.none()))
                .isEqualTo(new Verdict(
                        Verdict.Outcome.ALLOWED, "192.0.2.0/24 on 443/tcp, somebody else's: office (" + group + ")"));
        assertThat(target.probeable()
                        .orElseThrow()
                        .check(Address.parse("198.18.0.9"), Port.parse("53/udp"), Guard.none()))
                .isEqualTo(new Verdict(
                        Verdict.Outcome.NOT_GUARDED,
                        "198.18.0.0/24 on all ports, somebody else's: all of it (" + group + ")"));
        assertThat(target.probeable()
                        .orElseThrow()
                        .check(Address.parse("203.0.113.9"), Port.parse("443"), Guard.none()))
                .isEqualTo(new Verdict(Verdict.Outcome.DENIED, "no rule lets it in: " + group));
    }

    @Test
    void aRuleOfOursThatSomebodyWidenedIsPutRight() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();
        Guard small = guard(List.of("443/tcp"), List.of("103.21.244.0/22"));
        Ec2Targets.plant(LAB, group, "originwall web", "-1", -1, -1, "0.0.0.0/0");

        Plan plan = sync(target, small);

        assertThat(plan.changes()).contains(Change.remove("0.0.0.0/0 on all ports"));
        assertThat(LAB.rules(group)).hasSize(1);
    }
}
