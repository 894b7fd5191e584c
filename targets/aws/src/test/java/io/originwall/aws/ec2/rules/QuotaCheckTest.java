package io.originwall.aws.ec2.rules;

import static io.originwall.aws.ec2.rules.Texts.MINE;
import static io.originwall.aws.ec2.rules.Texts.group;
import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.Family;
import io.originwall.net.PortRange;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuotaCheckTest {
    private static final PortRange HTTPS = PortRange.parse("443/tcp");

    private static List<IngressRule> ipv4(String description, int from, int count) {
        return hosts(description, from, count, "192.0.2.%d/32");
    }

    private static List<IngressRule> ipv6(String description, int from, int count) {
        return hosts(description, from, count, "2001:db8::%x/128");
    }

    private static List<IngressRule> hosts(String description, int from, int count, String block) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new IngressRule(Rule.of(HTTPS, Source.ofCidr(block.formatted(i))), description))
                .toList();
    }

    private static IngressRule reference(Source source) {
        return new IngressRule(Rule.of(HTTPS, source), "somebody's");
    }

    private static QuotaCheck fit(Group group, List<IngressRule> add, List<IngressRule> remove) {
        return QuotaCheck.of(new GroupEdit(group, add, remove), Map.of());
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @Test
    void theFamiliesAreCountedApart() {
        QuotaCheck fit = fit(group(ipv4("x", 0, 40), ipv6("x", 0, 10)), ipv6(MINE, 20, 50), List.of());

        assertThat(fit.addsFirstWithin(60)).isTrue();
        assertThat(fit.addsFirstWithin(59)).isFalse();
    }

    @Test
    void aFamilyThatHoldsTooManyAlreadyIsNoObstacleToTheOther() {
        QuotaCheck fit = fit(group(ipv4("x", 0, 10), ipv6("x", 0, 70)), ipv4(MINE, 20, 5), List.of());

        assertThat(fit.addsFirstWithin(60)).isTrue();
        assertThat(fit.endsWithin(60)).isTrue();
        assertThat(fit.addsFirstWithin(14)).isFalse();
        assertThat(fit.endsWithin(14)).isFalse();
    }

    @Test
    void aListThatGrowsComesToTheGroupsThatReferToIt() {
        GroupEdit nothing = new GroupEdit(
                group(ipv4("x", 0, 56), List.of(reference(new Source.PrefixList("pl-1")))), List.of(), List.of());

        QuotaCheck fit = QuotaCheck.of(
                nothing, Map.of("pl-1", RuleCount.of(Family.IPV4, 4)), Map.of("pl-1", RuleCount.of(Family.IPV4, 10)));

        assertThat(fit.endsWithin(66)).isTrue();
        assertThat(fit.endsWithin(65)).isFalse();
        assertThat(fit.refusal(60))
                .startsWith(
                        "sg-1: 6 more IPv4 rules beside the 60 that stay make 66, 6 above the quota of 60; nothing");
    }

    @Test
    void aReferenceToAGroupCountsInBothAndOneToAListAsItsSize() {
        List<IngressRule> references =
                List.of(reference(new Source.Members("sg-2")), reference(new Source.PrefixList("pl-1")));

        assertThat(RuleCount.of(both(references, ipv4("x", 0, 3)), Map.of("pl-1", RuleCount.of(Family.IPV6, 20))))
                .isEqualTo(new RuleCount(4, 21));
    }

    @Test
    void whatOnlyShrinksAlwaysFits() {
        assertThat(fit(group(ipv4(MINE, 0, 90)), List.of(), ipv4(MINE, 0, 5)).addsFirstWithin(60))
                .isTrue();
    }

    @Test
    void theRefusalSaysByHowMuchInEachFamily() {
        QuotaCheck fit =
                fit(group(ipv4("x", 0, 55), ipv6("x", 0, 59)), both(ipv4(MINE, 60, 10), ipv6(MINE, 60, 2)), List.of());

        assertThat(fit.refusal(60))
                .startsWith(
                        "sg-1: 10 more IPv4 rules beside the 55 that stay make 65, 5 above the quota of 60; 2 more IPv6"
                                + " rules beside the 59 that stay make 61, 1 above the quota of 60; nothing was changed: ");
    }

    @Test
    void aSwapNeverNeedsMoreRoomThanTheGreaterOfBeforeAndAfter() {
        forAll(any -> {
            int stay = any.between(0, 60);
            int come = any.between(0, 60);
            int go = any.between(0, 60);
            List<IngressRule> going = ipv4(MINE, 100, go);
            GroupEdit edit = new GroupEdit(group(ipv4("x", 0, stay), going), ipv4(MINE, 160, come), going);

            InPlaceUpdate swap = InPlaceUpdate.of(edit);

            assertThat(swap.pairs()).hasSize(Math.min(come, go));
            assertThat(swap.rest().add().isEmpty() || swap.rest().remove().isEmpty())
                    .isTrue();
            assertThat(QuotaCheck.of(swap.rest(), Map.of()).addingFirst())
                    .isLessThanOrEqualTo(Math.max(stay + go, stay + come));
        });
    }

    @Test
    void onlyBlocksOfOneFamilyAreSwapped() {
        GroupEdit edit = new GroupEdit(
                group(ipv4(MINE, 0, 2)),
                both(ipv6(MINE, 0, 1), List.of(reference(new Source.PrefixList("pl-1")))),
                ipv4(MINE, 0, 2));

        assertThat(InPlaceUpdate.of(edit).pairs()).isEmpty();
        assertThat(InPlaceUpdate.of(edit).rest()).isEqualTo(edit);
    }

    @Test
    void ourMarkIsAWordOfItsOwn() {
        assertThat(OwnershipTag.isOn(OwnershipTag.of("web"))).isTrue();
        assertThat(OwnershipTag.isOn("originwall")).isTrue();
        assertThat(OwnershipTag.isOn("originwalls")).isFalse();
        assertThat(OwnershipTag.isOn("my originwall")).isFalse();
        assertThat(OwnershipTag.isOn("")).isFalse();
    }
}
