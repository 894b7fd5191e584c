package io.originwall.aws.ec2.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Rules of security groups as AWS documents them, where moto by itself is more lenient, or stricter. */
class GroupRulesTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private final Ec2Client client = LAB.client();
    private final String group = LAB.group("web");

    private static IpPermission https(List<String> ipv4, List<String> ipv6) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .ipRanges(ipv4.stream()
                        .map(block -> IpRange.builder().cidrIp(block).build())
                        .toList())
                .ipv6Ranges(ipv6.stream()
                        .map(block -> Ipv6Range.builder().cidrIpv6(block).build())
                        .toList())
                .build();
    }

    private static List<String> blocks(int count) {
        return IntStream.range(0, count).mapToObj(i -> "192.0." + i + ".0/24").toList();
    }

    private static List<String> ipv6Blocks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "2001:db8:" + (i + 1) + "::/48")
                .toList();
    }

    private void authorize(IpPermission... permissions) {
        client.authorizeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(permissions));
    }

    private void modify(SecurityGroupRule rule, SecurityGroupRuleRequest.Builder to) {
        SecurityGroupRuleUpdate update = SecurityGroupRuleUpdate.builder()
                .securityGroupRuleId(rule.securityGroupRuleId())
                .securityGroupRule(
                        to.ipProtocol("tcp").fromPort(443).toPort(443).build())
                .build();
        client.modifySecurityGroupRules(request -> request.groupId(group).securityGroupRules(update));
    }

    private List<String> sources() {
        return LAB.rules(group).stream()
                .map(rule -> rule.cidrIpv4() == null ? rule.cidrIpv6() : rule.cidrIpv4())
                .toList();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    @Test
    void takesSixtyRulesOfEachFamilyAndNotOneMore() {
        authorize(https(blocks(60), ipv6Blocks(60)));

        assertThat(LAB.rules(group)).hasSize(120);
        refused("RulesPerSecurityGroupLimitExceeded", () -> authorize(https(List.of("198.51.100.0/24"), List.of())));
        refused("RulesPerSecurityGroupLimitExceeded", () -> authorize(https(List.of(), List.of("2001:db8:ffff::/48"))));
    }

    @Test
    void takesNoRuleOfACallThatWouldExceedTheQuota() {
        refused("RulesPerSecurityGroupLimitExceeded", () -> authorize(https(blocks(61), List.of("2001:db8::/32"))));

        assertThat(LAB.rules(group)).isEmpty();
    }

    @Test
    void aRaisedQuotaHolds() {
        LAB.quota(80);

        authorize(https(blocks(80), List.of()));

        refused("RulesPerSecurityGroupLimitExceeded", () -> authorize(https(List.of("198.51.100.0/24"), List.of())));
    }

    @Test
    void countsARuleForAGroupInBothFamilies() {
        authorize(https(blocks(60), List.of()));
        IpPermission fromGroup = IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(80)
                .toPort(80)
                .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
                .build();

        refused("RulesPerSecurityGroupLimitExceeded", () -> authorize(fromGroup));
    }

    @Test
    void countsAPrefixListWithTheSizeItMayReach() {
        String list = client.createManagedPrefixList(request ->
                        request.prefixListName("ranges").addressFamily("IPv4").maxEntries(50))
                .prefixList()
                .prefixListId();
        IpPermission fromList = IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .prefixListIds(PrefixListId.builder()
                        .prefixListId(list)
                        .description("ours")
                        .build())
                .build();

        authorize(fromList);
        authorize(https(blocks(10), ipv6Blocks(60)));

        refused("RulesPerSecurityGroupLimitExceeded", () -> authorize(https(List.of("198.51.100.0/24"), List.of())));
        assertThat(LAB.rules(group))
                .filteredOn(rule -> list.equals(rule.prefixListId()))
                .extracting(SecurityGroupRule::description)
                .containsExactly("ours");
        assertThat(client.describeSecurityGroups(request -> request.groupIds(group)).securityGroups().stream()
                        .flatMap(found -> found.ipPermissions().stream())
                        .flatMap(permission -> permission.prefixListIds().stream()))
                .extracting(PrefixListId::description)
                .containsExactly("ours");
    }

    @Test
    void refusesARuleForAPrefixListThatIsNotThere() {
        IpPermission fromList = IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .prefixListIds(PrefixListId.builder()
                        .prefixListId("pl-0123456789abcdef0")
                        .build())
                .build();

        refused("InvalidPrefixListID.NotFound", () -> authorize(fromList));
    }

    @Test
    void aDuplicateFailsTheWholeCallWhateverItsDescription() {
        authorize(https(List.of("192.0.2.0/24"), List.of()));
        IpPermission described = IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .ipRanges(
                        IpRange.builder().cidrIp("198.51.100.0/24").build(),
                        IpRange.builder()
                                .cidrIp("192.0.2.0/24")
                                .description("another")
                                .build())
                .build();

        refused("InvalidPermission.Duplicate", () -> authorize(described));

        assertThat(sources()).containsExactly("192.0.2.0/24");
    }

    @Test
    void refusesTheSameRuleTwiceInOneCall() {
        refused("InvalidParameterValue", () -> authorize(https(List.of("192.0.2.0/24", "192.0.2.0/24"), List.of())));

        assertThat(LAB.rules(group)).isEmpty();
    }

    @Test
    void storesBlocksInTheirCanonicalForm() {
        authorize(https(List.of("100.68.0.18/18"), List.of("2001:DB8:0:0:1::1/48")));

        assertThat(sources()).containsExactlyInAnyOrder("100.68.0.0/18", "2001:db8::/48");
        refused("InvalidPermission.Duplicate", () -> authorize(https(List.of("100.68.0.1/18"), List.of())));
    }

    @Test
    void refusesADescriptionOfForbiddenCharacters() {
        refused("InvalidParameterValue", () -> authorize(described("it's ours")));
        refused("InvalidParameterValue", () -> authorize(described("über")));
    }

    @Test
    void refusesADescriptionOf256Characters() {
        authorize(described("x".repeat(255)));

        refused("InvalidParameterValue", () -> authorize(described("x".repeat(256))));
    }

    private static IpPermission described(String description) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .ipRanges(IpRange.builder()
                        .cidrIp("192.0.2.0/24")
                        .description(description)
                        .build())
                .build();
    }

    @Test
    void aModifyChangesRulesOfBothFamilies() {
        authorize(https(List.of("192.0.2.0/24"), List.of("2001:db8::/32")));
        for (SecurityGroupRule rule : LAB.rules(group)) {
            modify(
                    rule,
                    rule.cidrIpv4() == null
                            ? SecurityGroupRuleRequest.builder().cidrIpv6("2001:db8:1::/48")
                            : SecurityGroupRuleRequest.builder().cidrIpv4("198.51.100.0/24"));
        }

        assertThat(sources()).containsExactlyInAnyOrder("198.51.100.0/24", "2001:db8:1::/48");
    }

    @Test
    void aModifyThatWouldMakeADuplicateIsRefused() {
        authorize(https(List.of("192.0.2.0/24", "198.51.100.0/24"), List.of()));

        refused(
                "InvalidPermission.Duplicate",
                () -> modify(
                        LAB.rules(group).get(0),
                        SecurityGroupRuleRequest.builder().cidrIpv4("198.51.100.9/24")));

        assertThat(sources()).containsExactly("192.0.2.0/24", "198.51.100.0/24");
    }

    @Test
    void saysWhichIdIsUnknownAndWhichIsNone() {
        refused(
                "InvalidSecurityGroupRuleId.NotFound",
                () -> client.revokeSecurityGroupIngress(
                        request -> request.groupId(group).securityGroupRuleIds("sgr-0123456789abcdef0")));
        refused(
                "InvalidSecurityGroupRuleId.Malformed",
                () -> client.revokeSecurityGroupIngress(
                        request -> request.groupId(group).securityGroupRuleIds("192.0.2.0/24")));
        refused("InvalidGroupId.Malformed", () -> client.describeSecurityGroups(request -> request.groupIds("sg-web")));
        refused(
                "InvalidGroup.NotFound",
                () -> client.describeSecurityGroups(request -> request.groupIds("sg-0123456789abcdef0")));
    }

    @Test
    void answersInPages() {
        authorize(https(blocks(12), List.of()));
        Filter ours = Filter.builder().name("group-id").values(group).build();

        assertThat(client
                        .describeSecurityGroupRulesPaginator(
                                request -> request.filters(ours).maxResults(5))
                        .stream())
                .extracting(page -> page.securityGroupRules().size())
                .containsExactly(5, 5, 3); // with the one that lets everything out
    }

    @Test
    void refusesPagesOfOtherSizesThanTheReferenceNames() {
        for (int size : new int[] {4, 1001}) {
            refused(
                    "InvalidParameterValue",
                    () -> client.describeSecurityGroupRules(request -> request.maxResults(size)));
        }
    }

    @Test
    void takesTwoHundredValuesInAFilter() {
        List<String> ids = Stream.generate(() -> group).limit(200).toList();
        Filter most = Filter.builder().name("group-id").values(ids).build();
        Filter more = Filter.builder()
                .name("group-id")
                .values(Stream.concat(ids.stream(), Stream.of(group)).toList())
                .build();

        assertThat(client.describeSecurityGroupRules(request -> request.filters(most))
                        .securityGroupRules())
                .hasSize(1);
        refused("FilterLimitExceeded", () -> client.describeSecurityGroupRules(request -> request.filters(more)));
    }
}
