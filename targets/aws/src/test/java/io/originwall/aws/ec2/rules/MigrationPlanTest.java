package io.originwall.aws.ec2.rules;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationPlanTest {
    private static final Map<String, RuleCount> LISTS =
            Map.of("pl-4", RuleCount.of(Family.IPV4, 20), "pl-6", RuleCount.of(Family.IPV6, 10));

    private static List<IngressRule> blocks(String ports, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> rule(ports, Source.ofCidr("192.0.2." + i + "/32")))
                .toList();
    }

    private static List<IngressRule> blocks6(String ports, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> rule(ports, Source.ofCidr("2001:db8::" + Integer.toHexString(i) + "/128")))
                .toList();
    }

    private static IngressRule list(String ports, String id) {
        return rule(ports, new Source.PrefixList(id));
    }

    private static IngressRule rule(String ports, Source source) {
        return new IngressRule(Rule.of(PortRange.parse(ports), source), "originwall web");
    }

    private static List<IngressRule> both(List<IngressRule> one, List<IngressRule> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static List<MigrationPlan.Step> steps(List<IngressRule> held, List<IngressRule> add, int quota) {
        return MigrationPlan.of(new GroupEdit(new Group("sg-1", "web", "vpc-1", held), add, held), LISTS, quota);
    }

    @Test
    void onePortAfterTheOtherAndNoMoreGoesFirstThanHasTo() {
        List<IngressRule> held = both(blocks("80/tcp", 15), blocks("443/tcp", 15));

        List<MigrationPlan.Step> steps = steps(held, List.of(list("80/tcp", "pl-4"), list("443/tcp", "pl-4")), 50);

        assertThat(steps)
                .containsExactly(
                        new MigrationPlan.Step(List.of(), List.of(list("80/tcp", "pl-4")), blocks("80/tcp", 15)),
                        new MigrationPlan.Step(
                                blocks("443/tcp", 15).subList(0, 5),
                                List.of(list("443/tcp", "pl-4")),
                                blocks("443/tcp", 15).subList(5, 15)));
    }

    @Test
    void aFamilyWithRoomWaitsForNobody() {
        List<IngressRule> held = both(blocks("443/tcp", 20), blocks6("443/tcp", 7));

        List<MigrationPlan.Step> steps = steps(held, List.of(list("443/tcp", "pl-4"), list("443/tcp", "pl-6")), 20);

        assertThat(steps.get(0))
                .isEqualTo(new MigrationPlan.Step(List.of(), List.of(list("443/tcp", "pl-6")), blocks6("443/tcp", 7)));
        assertThat(steps.get(1).first()).hasSize(20);
    }

    @Test
    void whatNothingReplacesGoesBeforeAll() {
        List<IngressRule> held = both(blocks("8080/tcp", 10), blocks("443/tcp", 20));

        List<MigrationPlan.Step> steps = steps(held, List.of(list("443/tcp", "pl-4")), 40);

        assertThat(steps)
                .containsExactly(
                        new MigrationPlan.Step(List.of(), List.of(), blocks("8080/tcp", 10)),
                        new MigrationPlan.Step(List.of(), List.of(list("443/tcp", "pl-4")), blocks("443/tcp", 20)));
    }

    @Test
    void aListGivesWayToBlocksPortByPort() {
        List<IngressRule> held = List.of(list("80/tcp", "pl-4"), list("443/tcp", "pl-4"));

        List<MigrationPlan.Step> steps = steps(held, both(blocks("80/tcp", 15), blocks("443/tcp", 15)), 50);

        assertThat(steps).hasSize(2);
        assertThat(steps.get(0).first()).as("40 of 50 are taken").containsExactly(list("80/tcp", "pl-4"));
        assertThat(steps.get(1).first()).as("35 of 50 are taken").isEmpty();
    }

    @Test
    void neverHoldsMoreThanTheQuotaAndEndsWithWhatIsWanted() {
        AtomicInteger tried = new AtomicInteger();
        forAll(any -> {
            int old80 = any.between(0, 30);
            int old443 = any.between(0, 30);
            int old6 = any.between(0, 10);
            int foreign = any.between(0, 30);
            boolean new80 = any.flag();
            boolean new6 = any.flag();
            int quota = any.between(20, 70);
            List<IngressRule> going =
                    both(both(blocks("80/tcp", old80), blocks("443/tcp", old443)), blocks6("443/tcp", old6));
            List<IngressRule> staying = blocks("22/tcp", foreign);
            List<IngressRule> coming = new ArrayList<>(List.of(list("443/tcp", "pl-4")));
            if (new80) {
                coming.add(list("80/tcp", "pl-4"));
            }
            if (new6) {
                coming.add(list("443/tcp", "pl-6"));
            }
            GroupEdit edit = new GroupEdit(new Group("sg-1", "web", "vpc-1", both(going, staying)), coming, going);
            if (RuleCount.of(both(going, staying), LISTS).most() > quota
                    || !QuotaCheck.of(edit, LISTS).endsWithin(quota)) {
                return;
            }
            tried.incrementAndGet();

            List<IngressRule> held = new ArrayList<>(edit.group().ingress());
            for (MigrationPlan.Step step : MigrationPlan.of(edit, LISTS, quota)) {
                held.removeAll(step.first());
                held.addAll(step.add());
                assertThat(RuleCount.of(held, LISTS).most()).isLessThanOrEqualTo(quota);
                held.removeAll(step.then());
            }

            assertThat(held).containsExactlyInAnyOrderElementsOf(both(staying, coming));
        });
        assertThat(tried).as("changes that fit").hasValueGreaterThan(200);
    }
}
