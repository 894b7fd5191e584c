package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.model.PrefixListState;

/** Two targets that turn out to mean the same, which the config alone does not show. */
class SharedGroupTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static final Guard GUARD = new Guard(
            List.of(PortRange.parse("443/tcp")),
            AddressSet.ofBlocks(List.of(Cidr.parse("192.0.2.0/24"))),
            Mode.ENFORCE,
            DenyWith.DROP);

    private final Ec2Provider provider = new Ec2Provider();

    private Target target(String name, Ec2Targets.Settings settings) throws Exception {
        return provider.create(name, settings.build());
    }

    private static Ec2Targets.Settings settings() {
        return new Ec2Targets.Settings(LAB.endpoint());
    }

    /** A group that two targets mean, and one that only the second means. */
    private record Overlap(String shared, String other, Target first, Target second) {}

    private Overlap overlap() throws Exception {
        return new Overlap(
                LAB.group(Ec2Lab.REGION, "web", Map.of("cdn", "yes")),
                LAB.group(Ec2Lab.REGION, "api", Map.of("cdn", "yes")),
                target("first", settings().groups("web")),
                target("second", settings().tags(Map.of("cdn", "yes"))));
    }

    @Test
    void theOneThatComesSecondLeavesTheGroupAlone() throws Exception {
        Overlap two = overlap();
        two.first().plan(GUARD).apply();

        Plan plan = two.second().plan(GUARD);
        plan.apply();

        assertThat(plan.problems())
                .containsExactly("security group " + two.shared()
                        + " is guarded by target first already, and each would undo the"
                        + " other's work; name it in one of the two");
        assertThat(Ec2Targets.text(LAB, two.shared())).endsWith("\"originwall first\"");
        assertThat(Ec2Targets.text(LAB, two.other())).endsWith("\"originwall second\"");
        assertThat(two.first().plan(GUARD).problems()).isEmpty();
    }

    @Test
    void aTargetThatIsClosedHasNothingAnyMore() throws Exception {
        String group = LAB.group("web");
        try (Target first = target("first", settings().groups("web"))) {
            first.plan(GUARD);
        }

        Target second = target("second", settings().groups(group));

        assertThat(second.plan(GUARD).problems()).isEmpty();
    }

    @Test
    void whatIsToGoGoesWhoeverWroteIt() throws Exception {
        String group = LAB.group("web");
        target("first", settings().groups("web")).plan(GUARD).apply();

        new Ec2Provider()
                .create("second", settings().groups(group).build())
                .plan(Guard.none())
                .apply();

        assertThat(LAB.rules(group)).isEmpty();
    }

    @Test
    void whatIsToGoFromOneTargetStaysWhereAnotherIsAtWork() throws Exception {
        Overlap two = overlap();
        two.first().plan(GUARD).apply();
        two.second().plan(GUARD).apply();

        Plan none = two.second().plan(Guard.none());
        none.apply();

        assertThat(none.problems()).isEmpty();
        assertThat(LAB.rules(two.shared())).hasSize(1);
        assertThat(LAB.rules(two.other())).isEmpty();
    }

    @Test
    void aTargetThatIsRenamedHandsOverItsGroups() throws Exception {
        String group = LAB.group("web");
        Target old = target("old", settings().groups("web").via(Via.PREFIX_LIST));
        old.plan(GUARD).apply();

        old.release();
        Target renamed = target("renamed", settings().groups(group));
        Plan plan = renamed.plan(GUARD);
        plan.apply();
        old.plan(Guard.none()).apply();

        assertThat(plan.problems()).isEmpty();
        assertThat(Ec2Targets.text(LAB, group)).isEqualTo("tcp 443-443 192.0.2.0/24 \"originwall renamed\"");
        assertThat(renamed.plan(GUARD).isEmpty()).isTrue();
        assertThat(LAB.aws().describeManagedPrefixLists(request -> {}).prefixLists())
                .filteredOn(list -> list.prefixListName().startsWith("originwall-"))
                .allMatch(list -> list.state() == PrefixListState.DELETE_COMPLETE);
    }

    @Test
    void whatCouldNotBeReadOnceIsNobodyElsesForThat() throws Exception {
        String group = LAB.group("web");
        Target first = target("first", settings().groups("web"));
        first.plan(GUARD).apply();
        Target second = target("second", settings().groups(group));
        LAB.trouble().refuseOnce("DescribeSecurityGroups", 400, "UnsupportedOperation", "not now");
        assertThatThrownBy(() -> first.plan(GUARD)).hasMessageContaining("not now");

        assertThatThrownBy(() -> second.plan(GUARD)).hasMessageContaining("is guarded by target first already");
    }

    @Test
    void aTargetThatIsClosedTakesNothingFromItsSuccessorOfTheSameName() throws Exception {
        String group = LAB.group("web");
        Target before = target("web", settings().groups("web"));
        before.plan(GUARD);
        Target after = target("web", settings().groups("web", group));
        assertThat(after.plan(GUARD).problems()).isEmpty();
        before.close();

        assertThatThrownBy(() -> target("other", settings().groups(group)).plan(GUARD))
                .hasMessageContaining("is guarded by target web already");
    }

    @Test
    void prefixListsAreNotSharedEither() throws Exception {
        Target first = target("web", settings().via(Via.PREFIX_LIST));
        first.plan(GUARD).apply();
        assertThat(first.plan(GUARD).changes()).as("the look after the write").isEmpty();
        Ec2Settings same = new Ec2Settings(
                Optional.of(Ec2Lab.REGION),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.of(LAB.endpoint()),
                false,
                Via.PREFIX_LIST,
                Optional.of("originwall-web"),
                60);

        assertThatThrownBy(() -> provider.create("other", same).plan(GUARD))
                .hasMessageStartingWith("prefix list originwall-web-ipv4 (pl-")
                .hasMessageContaining("is guarded by target web already");
    }
}
