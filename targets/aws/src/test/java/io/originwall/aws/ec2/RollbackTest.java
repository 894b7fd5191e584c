package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.Rollback.Choice;
import io.originwall.aws.ec2.Rollback.Step;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

class RollbackTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static final Choice EACH = new Choice(Optional.empty(), Optional.empty(), Optional.empty());
    private static final Choice IPV4 = new Choice(Optional.of(Family.IPV4), Optional.empty(), Optional.empty());

    private final Ec2Settings settings =
            new Ec2Targets.Settings(LAB.endpoint()).via(Via.PREFIX_LIST).build();

    private static Guard guard(String... blocks) {
        return new Guard(
                List.of(PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    /** Versions 1, 2, … of the lists. */
    private void sync(Guard... guards) throws Exception {
        try (Target target = new Ec2Provider(Ec2Targets.NO_PAUSE).create("web", settings)) {
            for (Guard guard : guards) {
                target.plan(guard).apply();
            }
        }
    }

    private Rollback rollback(Choice choice) throws TargetException {
        return new Ec2Account(Ec2Targets.NO_PAUSE).rollback("web", settings, choice);
    }

    private static ManagedPrefixList list(String name) {
        return LAB.aws().describeManagedPrefixLists(request -> {}).prefixLists().stream()
                .filter(list -> list.prefixListName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<PrefixListEntry> entries(String name) {
        String id = list(name).prefixListId();
        return LAB.aws()
                .getManagedPrefixListEntries(request -> request.prefixListId(id))
                .entries();
    }

    private static Stream<String> blocks(String name) {
        return entries(name).stream().map(PrefixListEntry::cidr);
    }

    private void goBack(Choice choice) throws Exception {
        try (Rollback rollback = rollback(choice)) {
            rollback.apply();
        }
    }

    /** Somebody changes the IPv4 list by hand. */
    private static void meddle(String block) {
        ManagedPrefixList list = list("originwall-web-ipv4");
        LAB.aws()
                .modifyManagedPrefixList(request -> request.prefixListId(list.prefixListId())
                        .prefixListName(list.prefixListName())
                        .currentVersion(list.version())
                        .addEntries(AddPrefixListEntry.builder().cidr(block).build()));
    }

    @Test
    void putsEachListBackToTheVersionBeforeAsANewOne() throws Exception {
        sync(guard("192.0.2.0/24", "2001:db8::/32"), guard("198.51.100.0/24", "2001:db8:1::/48"));

        try (Rollback rollback = rollback(EACH)) {
            assertThat(rollback.steps())
                    .extracting(Step::list, Step::where, Step::from, Step::to)
                    .containsExactlyInAnyOrder(
                            tuple("originwall-web-ipv4", "eu-west-1", 2L, 1L),
                            tuple("originwall-web-ipv6", "eu-west-1", 2L, 1L));
            assertThat(rollback.steps())
                    .flatExtracting(Step::changes)
                    .contains(Change.add("192.0.2.0/24"), Change.remove("198.51.100.0/24"));
            rollback.apply();
        }

        assertThat(entries("originwall-web-ipv4"))
                .extracting(PrefixListEntry::cidr, PrefixListEntry::description)
                .containsExactly(tuple("192.0.2.0/24", "originwall web"));
        assertThat(list("originwall-web-ipv4").version()).isEqualTo(3);
        assertThat(blocks("originwall-web-ipv6")).containsExactly("2001:db8::/32");
    }

    @Test
    void looksWithoutChangingAnything() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"));
        LAB.forget();

        rollback(EACH).close();

        assertThat(LAB.actions()).containsOnly("DescribeManagedPrefixLists", "GetManagedPrefixListEntries");
    }

    @Test
    void goesBackToANamedVersionOfOneList() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"), guard("203.0.113.0/24"));
        String id = list("originwall-web-ipv4").prefixListId();

        goBack(new Choice(Optional.empty(), Optional.of(id), Optional.of(1L)));

        assertThat(blocks("originwall-web-ipv4")).containsExactly("192.0.2.0/24");
    }

    @Test
    void aVersionThatHoldsTheSameIsNotRestored() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"), guard("192.0.2.0/24"));
        LAB.forget();

        try (Rollback rollback = rollback(new Choice(Optional.of(Family.IPV4), Optional.empty(), Optional.of(1L)))) {
            assertThat(rollback.steps()).flatExtracting(Step::changes).isEmpty();
            rollback.apply();
        }

        assertThat(LAB.actions()).doesNotContain("RestoreManagedPrefixListVersion");
    }

    @Test
    void aListThatSomebodyChangesMeanwhileIsReadAgainAndPutBackAllTheSame() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"));
        LAB.trouble().before("RestoreManagedPrefixListVersion", () -> meddle("203.0.113.0/24"));

        goBack(IPV4);

        assertThat(blocks("originwall-web-ipv4")).containsExactly("192.0.2.0/24");
    }

    @Test
    void aListInTheMiddleOfAChangeIsWaitedFor() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"));
        LAB.trouble()
                .refuseOnce(
                        "RestoreManagedPrefixListVersion",
                        400,
                        "IncorrectState",
                        "The request cannot be completed while the prefix list is in the current state"
                                + " (modify-in-progress).");

        goBack(IPV4);

        assertThat(blocks("originwall-web-ipv4")).containsExactly("192.0.2.0/24");
    }

    @Test
    void aListThatIsChangedAgainAndAgainIsLeftWithAWord() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"));
        for (int third = 0; third < 3; third++) {
            LAB.trouble()
                    .refuseOnce(
                            "RestoreManagedPrefixListVersion",
                            400,
                            "PrefixListVersionMismatch",
                            "The prefix list has the incorrect version number.");
        }

        try (Rollback rollback = rollback(IPV4)) {
            assertThatThrownBy(rollback::apply)
                    .hasMessageMatching("ec2:RestoreManagedPrefixListVersion on pl-[0-9a-f]+ in eu-west-1: .*"
                            + "somebody else changes the prefix list at the same time.*; nothing was changed, the old"
                            + " state of prefix list originwall-web-ipv4 \\(pl-[0-9a-f]+\\) is still in force");
        }
    }

    @Test
    void aListThatMayNotBeRestoredDoesNotKeepTheOthersFromIt() throws Exception {
        sync(guard("192.0.2.0/24", "2001:db8::/32"), guard("198.51.100.0/24", "2001:db8:1::/48"));
        LAB.trouble().refuseOnce("RestoreManagedPrefixListVersion", 403, "UnauthorizedOperation", "no");

        try (Rollback rollback = rollback(EACH)) {
            assertThatThrownBy(rollback::apply)
                    .hasMessageContaining("ec2:RestoreManagedPrefixListVersion on pl-")
                    .hasMessageContaining("not allowed")
                    .hasMessageContaining("nothing was changed, the old state of")
                    .hasMessageEndingWith("; the other lists went back");
        }

        assertThat(Stream.of(list("originwall-web-ipv4"), list("originwall-web-ipv6")))
                .extracting(ManagedPrefixList::version)
                .containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void refusesAVersionThatThereIsNot() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"), guard("203.0.113.0/24"));

        for (long version : new long[] {0, 3, 4}) {
            assertThatThrownBy(() ->
                            rollback(new Choice(Optional.of(Family.IPV4), Optional.empty(), Optional.of(version))))
                    .isInstanceOf(TargetException.class)
                    .hasMessageMatching("prefix list originwall-web-ipv4 \\(pl-[0-9a-f]+\\) in eu-west-1 is at version"
                            + " 3; it can go back to one of 1–2");
        }
    }

    @Test
    void aListInItsFirstVersionStaysAndTheOthersGoBack() throws Exception {
        sync(guard("192.0.2.0/24", "2001:db8::/32"), guard("198.51.100.0/24", "2001:db8::/32"));

        try (Rollback rollback = rollback(EACH)) {
            assertThat(rollback.steps()).extracting(Step::list).containsExactly("originwall-web-ipv4");
            assertThat(rollback.notes())
                    .singleElement()
                    .asString()
                    .matches(
                            "prefix list originwall-web-ipv6 \\(pl-[0-9a-f]+\\) in eu-west-1 is at version 1, its first: it"
                                    + " stays as it is");
            rollback.apply();
        }

        assertThat(blocks("originwall-web-ipv4")).containsExactly("192.0.2.0/24");
        assertThat(list("originwall-web-ipv6").version()).isEqualTo(1);
    }

    @Test
    void refusesAListInItsFirstVersion() throws Exception {
        sync(guard("192.0.2.0/24"));

        assertThatThrownBy(() -> rollback(EACH))
                .hasMessageEndingWith(" is at version 1, its first: there is none to go back to");
    }

    @Test
    void refusesAListThatItDidNotMake() {
        LAB.aws()
                .createManagedPrefixList(request -> request.prefixListName("originwall-web-ipv4")
                        .addressFamily("IPv4")
                        .maxEntries(10));
        meddle("192.0.2.0/24");

        assertThatThrownBy(() -> rollback(EACH))
                .hasMessageContaining("originwall-web-ipv4")
                .hasMessageEndingWith(
                        " was not made by Originwall; put it back in the VPC console, or tag it originwall");
    }

    @Test
    void refusesAListOfAnotherTarget() throws Exception {
        sync(guard("192.0.2.0/24"), guard("198.51.100.0/24"));

        assertThatThrownBy(() ->
                        rollback(new Choice(Optional.empty(), Optional.of("pl-0123456789abcdef0"), Optional.empty())))
                .hasMessageMatching("web has no such prefix list; it has prefix list originwall-web-ipv4"
                        + " \\(pl-[0-9a-f]+\\) in eu-west-1");
    }

    @Test
    void aVersionIsOneOfASingleList() throws Exception {
        sync(guard("192.0.2.0/24", "2001:db8::/32"), guard("198.51.100.0/24", "2001:db8:1::/48"));

        assertThatThrownBy(() -> rollback(new Choice(Optional.empty(), Optional.empty(), Optional.of(1L))))
                .hasMessageStartingWith("a version is one of a single list, and this means prefix list originwall-web-")
                .hasMessageEndingWith("; name one with --list");
    }

    @Test
    void aTargetThatWritesRulesHasNothingToPutBack() {
        Ec2Settings rules =
                new Ec2Targets.Settings(LAB.endpoint()).groups("web").build();

        assertThatThrownBy(() -> new Ec2Account(Ec2Targets.NO_PAUSE).rollback("web", rules, EACH))
                .hasMessage("web has no prefix lists to put back, it writes rules; see via: in the config");
    }
}
