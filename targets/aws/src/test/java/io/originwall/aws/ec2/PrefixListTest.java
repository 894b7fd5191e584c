package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.RemovePrefixListEntry;

class PrefixListTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static final Guard GUARD =
            guard(Stream.of("103.21.244.0/22", "104.16.0.0/13", "172.64.0.0/13", "2400:cb00::/32"));

    private static Guard guard(Stream<String> blocks) {
        return new Guard(
                List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(blocks.map(Cidr::parse).toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    private static Stream<String> hosts(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> "10." + i / 200 + "." + i % 200 + ".1/32");
    }

    private static Ec2Targets.Settings settings(String... groups) {
        return new Ec2Targets.Settings(LAB.endpoint()).groups(groups).via(Via.PREFIX_LIST);
    }

    private static void sync(Target target, Guard guard) throws Exception {
        target.plan(guard).apply();
        assertThat(target.plan(guard).changes()).isEmpty();
    }

    private static ManagedPrefixList list(String name) {
        return LAB.aws().describeManagedPrefixLists(request -> {}).prefixLists().stream()
                .filter(list -> list.prefixListName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> entries(String name) {
        return LAB
                .aws()
                .getManagedPrefixListEntriesPaginator(
                        request -> request.prefixListId(list(name).prefixListId()))
                .entries()
                .stream()
                .map(PrefixListEntry::cidr)
                .toList();
    }

    @Test
    void oneListForEachFamilyAndOneRuleForEachOfItsPorts() throws Exception {
        String group = LAB.group("web");

        sync(settings(group).target(), GUARD);

        String ipv4 = list("originwall-web-ipv4").prefixListId();
        String ipv6 = list("originwall-web-ipv6").prefixListId();
        assertThat(entries("originwall-web-ipv4"))
                .containsExactlyInAnyOrder("103.21.244.0/22", "104.16.0.0/13", "172.64.0.0/13");
        assertThat(list("originwall-web-ipv4").maxEntries()).isEqualTo(5);
        assertThat(Ec2Targets.text(LAB, group).lines())
                .containsExactlyInAnyOrder(
                        "tcp 443-443 " + ipv4 + " \"originwall web\"",
                        "tcp 443-443 " + ipv6 + " \"originwall web\"",
                        "tcp 80-80 " + ipv4 + " \"originwall web\"",
                        "tcp 80-80 " + ipv6 + " \"originwall web\"");
    }

    @Test
    void aChangeOfTheRangesIsOneVersionOfTheListAndTouchesNoGroup() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();
        sync(target, GUARD);
        long version = list("originwall-web-ipv4").version();
        LAB.forget();

        Guard next = guard(Stream.of("103.21.244.0/22", "104.16.0.0/13", "198.18.0.0/24", "2400:cb00::/32"));
        Plan plan = target.plan(next);
        plan.apply();

        assertThat(plan.changes()).containsExactly(Change.add("198.18.0.0/24"), Change.remove("172.64.0.0/13"));
        assertThat(list("originwall-web-ipv4").version()).isEqualTo(version + 1);
        assertThat(LAB.actions())
                .containsOnlyOnce("ModifyManagedPrefixList")
                .doesNotContain("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress");
    }

    @Test
    void moreThanAHundredChangesAreSeveralVersionsAndTheSizeIsOneOfItsOwn() throws Exception {
        Target target = settings().target();
        sync(target, guard(hosts(0, 3)));

        sync(target, guard(hosts(0, 250)));

        assertThat(entries("originwall-web-ipv4")).hasSize(250);
        assertThat(list("originwall-web-ipv4").maxEntries()).isEqualTo(255);
        sync(target, guard(hosts(200, 250)));
        assertThat(entries("originwall-web-ipv4")).hasSize(250);
    }

    @Test
    void withoutGroupsOnlyTheListsAreKept() throws Exception {
        Target target = settings().target();

        assertThat(target.plan(GUARD).changes())
                .contains(Change.add("prefix list originwall-web-ipv4"), Change.add("104.16.0.0/13"));
        sync(target, GUARD);

        assertThat(target.enforced().guard()).isEqualTo(GUARD);
        sync(target, Guard.none());
        assertThat(LAB.aws().describeManagedPrefixLists(request -> {}).prefixLists())
                .extracting(ManagedPrefixList::prefixListName)
                .doesNotContain("originwall-web-ipv4", "originwall-web-ipv6");
    }

    @Test
    void aRuleOfSomebodyElsesThatRefersToTheListServes() throws Exception {
        sync(settings().target(), GUARD);
        String group = LAB.group("web");
        for (String name : List.of("originwall-web-ipv4", "originwall-web-ipv6")) {
            String id = list(name).prefixListId();
            Ec2Targets.plant(LAB, group, "terraform", "tcp", 80, 80, id);
            Ec2Targets.plant(LAB, group, "terraform", "tcp", 443, 443, id);
        }
        Target target = settings(group).target();

        assertThat(target.plan(GUARD).changes()).isEmpty();
        assertThat(target.enforced().guard()).isEqualTo(GUARD);
    }

    @Test
    void whatChangesInAListThatNoGroupThereRefersToIsToldBesideGroupsElsewhere() throws Exception {
        Target target =
                settings(LAB.group("web")).regions("eu-west-1", "us-east-1").target();
        sync(target, GUARD);
        String id = LAB.aws("us-east-1").describeManagedPrefixLists(request -> {}).prefixLists().stream()
                .filter(list -> list.prefixListName().equals("originwall-web-ipv6"))
                .findFirst()
                .orElseThrow()
                .prefixListId();
        LAB.aws("us-east-1")
                .modifyManagedPrefixList(request -> request.prefixListId(id)
                        .prefixListName("originwall-web-ipv6")
                        .currentVersion(1L)
                        .removeEntries(RemovePrefixListEntry.builder()
                                .cidr("2400:cb00::/32")
                                .build()));

        assertThat(target.plan(GUARD).changes()).containsExactly(Change.add("2400:cb00::/32"));
    }

    @Test
    void aListThatIsStillBeingChangedIsDeletedAfterThatAndOneThatIsGoneIsNoFailure() throws Exception {
        Target target = settings().target();
        sync(target, GUARD);
        LAB.trouble().refuseOnce("DeleteManagedPrefixList", 400, "IncorrectState", "modify-in-progress");
        sync(target, Guard.none());

        sync(target, GUARD);
        String id = list("originwall-web-ipv4").prefixListId();
        LAB.trouble()
                .before(
                        "DeleteManagedPrefixList",
                        () -> LAB.aws().deleteManagedPrefixList(request -> request.prefixListId(id)));
        sync(target, Guard.none());
    }

    @Test
    void aListOfSomebodyElsesIsUsedAndItsEntriesStay() throws Exception {
        LAB.aws()
                .createManagedPrefixList(request -> request.prefixListName("originwall-web-ipv4")
                        .addressFamily("IPv4")
                        .maxEntries(10)
                        .entries(AddPrefixListEntry.builder()
                                .cidr("192.0.2.0/24")
                                .description("office")
                                .build()));
        Target target = settings().target();

        sync(target, GUARD);
        assertThat(entries("originwall-web-ipv4")).hasSize(4).contains("192.0.2.0/24");

        sync(target, Guard.none());
        assertThat(entries("originwall-web-ipv4")).containsExactly("192.0.2.0/24");
    }

    @Test
    void aVersionThatSomebodyChangedMeanwhileIsReadAgain() throws Exception {
        Target target = settings().target();
        sync(target, GUARD);
        String id = list("originwall-web-ipv4").prefixListId();
        LAB.trouble()
                .before(
                        "ModifyManagedPrefixList",
                        () -> LAB.aws()
                                .modifyManagedPrefixList(request -> request.prefixListId(id)
                                        .currentVersion(
                                                list("originwall-web-ipv4").version())
                                        .prefixListName("originwall-web-ipv4")
                                        .addEntries(AddPrefixListEntry.builder()
                                                .cidr("192.0.2.0/24")
                                                .build())));

        sync(target, guard(Stream.of("103.21.244.0/22", "2400:cb00::/32")));

        assertThat(entries("originwall-web-ipv4")).containsExactlyInAnyOrder("103.21.244.0/22", "192.0.2.0/24");
    }

    @Test
    void rulesBecomePrefixListsWithoutAMomentInBetween() throws Exception {
        String group = LAB.group("web");
        sync(new Ec2Targets.Settings(LAB.endpoint()).groups(group).target(), GUARD);
        LAB.forget();

        sync(settings(group).target(), GUARD);

        assertThat(LAB.rules(group)).hasSize(4).allMatch(rule -> rule.prefixListId() != null);
        assertThat(LAB.actions().indexOf("AuthorizeSecurityGroupIngress"))
                .isLessThan(LAB.actions().indexOf("RevokeSecurityGroupIngress"));
    }

    @Test
    void inANearlyFullGroupNoMoreRulesGoBeforeTheListComesThanHaveTo() throws Exception {
        String group = LAB.group("web");
        Guard rules = guard(hosts(0, 15));
        sync(new Ec2Targets.Settings(LAB.endpoint()).groups(group).target(), rules);
        IntStream.range(0, 14).forEach(i -> Ec2Targets.plant(LAB, group, "x", "tcp", 22, 22, "192.0.2." + i + "/32"));
        LAB.forget();

        // 44 rules and a reference of 20 are 4 above the quota; 49 are left then, and the next is 9 above it.
        sync(settings(group).target(), rules);

        assertThat(LAB.calls().stream()
                        .filter(call -> call.action().endsWith("SecurityGroupIngress"))
                        .map(call -> call.action().substring(0, 6) + " " + call.count("IpPermissions.1.IpRanges") + " "
                                + call.count("IpPermissions.1.PrefixListIds")))
                .containsExactly("Revoke 4 0", "Author 0 1", "Revoke 11 0", "Revoke 9 0", "Author 0 1", "Revoke 6 0");
        assertThat(LAB.rules(group))
                .filteredOn(rule -> rule.prefixListId() != null)
                .hasSize(2);
    }

    @Test
    void aListThatDoesNotFitTheGroupsIsNotWritten() {
        String group = LAB.group("web");

        assertThatThrownBy(() -> settings(group).target().plan(guard(hosts(0, 40))))
                .hasMessageStartingWith(
                        group + ": 90 more IPv4 rules beside the 0 that stay make 90, 30 above the quota of 60");
        assertThat(LAB.actions()).doesNotContain("CreateManagedPrefixList");
    }

    @Test
    void aGroupWithoutRoomForTheListsDoesNotKeepTheOthersFromNewRanges() throws Exception {
        String group = LAB.group("web");
        String full = LAB.group("full");
        sync(settings(group).target(), guard(hosts(0, 3)));
        IntStream.range(0, 55).forEach(i -> Ec2Targets.plant(LAB, full, "x", "tcp", 22, 22, "192.0.2." + i + "/32"));

        Plan plan = settings(group, full).target().plan(guard(hosts(0, 4)));
        plan.apply();

        assertThat(plan.problems())
                .singleElement()
                .asString()
                .startsWith(full + ": 10 more IPv4 rules beside the 55 that stay make 65, 5 above the quota of 60;");
        assertThat(entries("originwall-web-ipv4")).hasSize(4);
        assertThat(LAB.rules(full)).hasSize(55);
    }

    @Test
    void oneListsFailureIsNotTheOthers() throws Exception {
        Target target = settings().target();
        sync(target, GUARD);
        Plan plan = target.plan(guard(Stream.of("198.18.0.0/24", "2606:4700::/32")));
        LAB.trouble().refuseOnce("ModifyManagedPrefixList", 400, "UnsupportedOperation", "not this one");

        assertThatThrownBy(plan::apply).hasMessageContaining("not possible here (not this one)");

        assertThat(entries("originwall-web-ipv6")).containsExactly("2606:4700::/32");
    }

    @Test
    void aListThatWouldOutgrowAGroupIsNotWrittenAndByHowMuchIsSaid() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();
        sync(target, guard(hosts(0, 3)));
        IntStream.range(0, 48).forEach(i -> Ec2Targets.plant(LAB, group, "x", "tcp", 22, 22, "192.0.2." + i + "/32"));

        assertThatThrownBy(() -> target.plan(guard(hosts(0, 7))))
                .hasMessageStartingWith(group
                        + ": 10 more IPv4 rules beside the 58 that stay make 68, 8 above the quota of 60; nothing");
        assertThat(list("originwall-web-ipv4").maxEntries()).isEqualTo(5);
    }

    @Test
    void checkLooksIntoTheLists() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();
        sync(target, GUARD);

        assertThat(target.probeable()
                        .orElseThrow()
                        .check(Address.parse("104.17.0.1"), Port.parse("443"), Guard.none())
                        .by())
                .startsWith("104.16.0.0/13 of pl-")
                .endsWith(" on 443/tcp (" + group + ")");
    }

    @Test
    void aDeniedCreationNamesTheActionAndLeavesTheGroupAlone() throws Exception {
        String group = LAB.group("web");
        Target target = settings(group).target();
        LAB.trouble().deny("CreateManagedPrefixList");

        assertThatThrownBy(target.plan(GUARD)::apply)
                .hasMessageStartingWith("ec2:CreateManagedPrefixList originwall-web-ipv4 in eu-west-1: not allowed");
        assertThat(LAB.rules(group)).isEmpty();
    }

    @Test
    void listsAloneHoldEachBlockOnceOnHoweverManyPorts() throws Exception {
        Guard most = new Guard(
                List.of(PortRange.parse("80/tcp"), PortRange.parse("443/tcp"), PortRange.parse("443/udp")),
                guard(hosts(0, 1000)).allow(),
                Mode.ENFORCE,
                DenyWith.DROP);

        assertThat(settings().target().plan(most).problems()).isEmpty();
        assertThatThrownBy(() -> settings().target().plan(guard(hosts(0, 1001))))
                .hasMessage(
                        "the allow list has 1001 IPv4 blocks after merging, and no prefix list takes more than 1000;"
                                + " allow fewer");
    }
}
