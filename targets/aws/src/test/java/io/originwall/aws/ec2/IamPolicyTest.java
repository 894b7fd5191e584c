package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.aws.client.GroupMaker.NewGroup;
import io.originwall.aws.ec2.Rollback.Choice;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import io.originwall.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IamPolicyTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static Guard https(String... blocks) {
        return new Guard(
                List.of(PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    /** What was called at the endpoint. */
    private static Set<String> called() {
        return LAB.calls().stream()
                .map(call -> call.service() + ":" + call.action())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A rule of somebody else's that refers to a prefix list. */
    private static void plantList(String group) {
        String list = LAB.aws()
                .createManagedPrefixList(request ->
                        request.prefixListName("theirs").addressFamily("IPv4").maxEntries(1))
                .prefixList()
                .prefixListId();
        Ec2Targets.plant(LAB, group, "theirs", "tcp", 8080, 8080, list);
    }

    @Test
    void namesExactlyTheActionsThatAreCalled() throws Exception {
        String group = LAB.group("web");
        plantList(group);
        LAB.quota(3);
        Ec2Targets.Settings settings = new Ec2Targets.Settings(LAB.endpoint())
                .groups(group)
                .maxRules(3)
                .accounts(new Account(Optional.of("arn:aws:iam::123456789012:role/origin"), Optional.empty()));
        try (Target target = settings.target()) {
            Guard first = https("192.0.2.0/25", "198.51.100.0/24");
            // No room to add before removing, so that rules are rewritten in place.
            Guard swapped = https("192.0.2.0/25", "203.0.113.0/24");
            Guard fewer = https("192.0.2.0/25");
            for (Guard wanted : List.of(first, swapped, fewer)) {
                target.plan(wanted).apply();
                assertThat(target.plan(wanted).changes()).isEmpty();
            }
            target.enforced();
            target.auditable().orElseThrow().audit(fewer);
            target.probeable()
                    .orElseThrow()
                    .check(Cidr.parse("192.0.2.1/32").network(), new Port(8080, Protocol.TCP), Guard.none());
        }

        assertThat(called())
                .isEqualTo(IamPolicy.of(settings.build(), PolicyTask.SYNC).actions());
    }

    @Test
    void namesTheActionsThatPrefixListsTakeToo() throws Exception {
        Ec2Targets.Settings settings =
                new Ec2Targets.Settings(LAB.endpoint()).groups(LAB.group("web")).via(Via.PREFIX_LIST);
        try (Target target = settings.target()) {
            target.plan(https("192.0.2.0/24")).apply();
            target.plan(https("198.51.100.0/24")).apply();
            target.plan(Guard.none()).apply();
        }

        assertThat(called())
                .contains("ec2:DeleteManagedPrefixList")
                .isSubsetOf(IamPolicy.of(settings.build(), PolicyTask.SYNC).actions());
        assertThat(IamPolicy.of(settings.build(), PolicyTask.SYNC).actions()).contains("ec2:CreateTags");
    }

    @Test
    void namesExactlyTheActionsThatMakingAGroupTakes() throws Exception {
        Ec2Settings settings = new Ec2Targets.Settings(LAB.endpoint()).build();

        new Ec2Account().createGroup(settings, new NewGroup(Optional.empty(), LAB.vpc(), "web"));

        assertThat(withTags(called()))
                .isEqualTo(IamPolicy.of(settings, PolicyTask.CREATE_GROUP).actions());
    }

    @Test
    void namesExactlyTheActionsThatARollbackTakes() throws Exception {
        Ec2Targets.Settings settings = new Ec2Targets.Settings(LAB.endpoint()).via(Via.PREFIX_LIST);
        try (Target target = settings.target()) {
            target.plan(https("192.0.2.0/24")).apply();
            target.plan(https("198.51.100.0/24")).apply();
        }
        LAB.forget();

        Choice each = new Choice(Optional.empty(), Optional.empty(), Optional.empty());
        try (Rollback rollback = new Ec2Account().rollback("web", settings.build(), each)) {
            rollback.apply();
        }

        assertThat(called())
                .isEqualTo(IamPolicy.of(settings.build(), PolicyTask.ROLLBACK).actions());
    }

    /** Tags that come with a creation are no call of their own, but a right of their own. */
    private static Set<String> withTags(Set<String> called) {
        Set<String> all = new TreeSet<>(called);
        all.add("ec2:CreateTags");
        return all;
    }

    @Test
    void readingTakesNoRightToWrite() throws Exception {
        String group = LAB.group("web");
        plantList(group);
        Ec2Targets.Settings settings =
                new Ec2Targets.Settings(LAB.endpoint()).groups(group).maxRules(1);
        try (Target target = settings.target()) {
            target.plan(https("192.0.2.0/24", "198.51.100.0/24"));
            target.enforced();
            target.auditable().orElseThrow().audit(https("192.0.2.0/24"));
            target.probeable()
                    .orElseThrow()
                    .check(Cidr.parse("192.0.2.1/32").network(), new Port(8080, Protocol.TCP), Guard.none());
        }

        assertThat(called())
                .isEqualTo(IamPolicy.of(settings.build(), PolicyTask.PLAN).actions());
    }

    @Test
    void limitsWritesToTheGroupsOfTheConfig() {
        String id = "sg-0123456789abcdef0";

        assertThat(new Ec2Account()
                        .policy(
                                new Ec2Targets.Settings(LAB.endpoint())
                                        .groups(id)
                                        .build(),
                                PolicyTask.SYNC))
                .isEqualTo("""
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Sid": "ReadGroups",
                              "Effect": "Allow",
                              "Action": ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules", "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeManagedPrefixLists", "ec2:GetManagedPrefixListEntries", "servicequotas:GetServiceQuota"],
                              "Resource": ["*"],
                              "Condition": {
                                "StringEquals": {
                                  "aws:RequestedRegion": ["eu-west-1"]
                                }
                              }
                            },
                            {
                              "Sid": "WriteGroups",
                              "Effect": "Allow",
                              "Action": ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:ModifySecurityGroupRules"],
                              "Resource": ["arn:aws:ec2:*:*:security-group/sg-0123456789abcdef0"],
                              "Condition": {
                                "StringEquals": {
                                  "aws:RequestedRegion": ["eu-west-1"]
                                }
                              }
                            },
                            {
                              "Sid": "WriteRules",
                              "Effect": "Allow",
                              "Action": ["ec2:ModifySecurityGroupRules"],
                              "Resource": ["arn:aws:ec2:*:*:security-group-rule/*"],
                              "Condition": {
                                "StringEquals": {
                                  "aws:RequestedRegion": ["eu-west-1"]
                                }
                              }
                            }
                          ]
                        }""");
    }

    @Test
    void limitsWritesToGroupsWithTheTagsOfTheConfig() {
        Ec2Settings tagged = new Ec2Targets.Settings(LAB.endpoint())
                .regions("cn-north-1")
                .tags(Map.of("originwall", "a \"${aws:username}\""))
                .build();

        assertThat(new Ec2Account().policy(tagged, PolicyTask.SYNC))
                .contains("\"Resource\": [\"arn:aws-cn:ec2:*:*:security-group/*\"]")
                .contains("\"aws:ResourceTag/originwall\": [\"a \\\"${$}{aws:username}\\\"\"]");
    }

    @Test
    void isOfThePartitionOfTheRegionsOrElseOfTheRoles() {
        Ec2Targets.Settings settings = new Ec2Targets.Settings(LAB.endpoint()).groups("web");
        Account china = new Account(Optional.of("arn:aws-cn:iam::123456789012:role/origin"), Optional.empty());

        assertThat(groups(settings.regions("us-gov-west-1")))
                .containsExactly("arn:aws-us-gov:ec2:*:*:security-group/*");
        assertThat(groups(settings.regions("eusc-de-east-1"))).containsExactly("arn:aws-eusc:ec2:*:*:security-group/*");
        assertThat(groups(settings.regions())).containsExactly("arn:aws:ec2:*:*:security-group/*");
        assertThat(groups(settings.accounts(china))).containsExactly("arn:aws-cn:ec2:*:*:security-group/*");
    }

    private static List<String> groups(Ec2Targets.Settings settings) {
        return IamPolicy.of(settings.build(), PolicyTask.SYNC).statements().stream()
                .filter(statement -> statement.sid().equals("WriteGroups"))
                .flatMap(statement -> statement.resources().stream())
                .toList();
    }

    @Test
    void writesNoGroupWhereOnlyListsAreKept() {
        Ec2Settings lists =
                new Ec2Targets.Settings(LAB.endpoint()).via(Via.PREFIX_LIST).build();

        assertThat(IamPolicy.of(lists, PolicyTask.SYNC).actions())
                .contains("ec2:ModifyManagedPrefixList")
                .noneMatch(action -> action.endsWith("SecurityGroupIngress"))
                .doesNotContain("ec2:ModifySecurityGroupRules");
    }
}
