package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.Percent;
import io.originwall.agent.config.TrustConfig;
import io.originwall.agent.config.TrustConfig.ShortestPrefix;
import io.originwall.agent.ranges.ValidationResult.Reason;
import io.originwall.agent.ranges.ValidationResult.Refused;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesValidatorTest {
    private static final PublishedRanges BASE = Lists.blocks("104.16.0.0/20", "2400:cb00::/32");

    private final RangesValidator trust = new RangesValidator(TrustConfig.defaults());

    private List<Rejection> broken(PublishedRanges list, PublishedRanges... lastGood) {
        return broken(trust.judge(list, List.of(lastGood).stream().findFirst(), Acceptance.BY_RULES));
    }

    private static List<Rejection> broken(ValidationResult judgement) {
        return judgement instanceof Refused refused
                ? refused.reasons().stream().map(Reason::rule).toList()
                : List.of();
    }

    @Test
    void everyStepOfCloudflaresHistorySince2016IsTrusted() {
        PublishedRanges of2016 = with(Lists.listing(Lists.OF_2021), "199.27.128.0/21");
        assertThat(broken(of2016)).isEmpty();
        assertThat(broken(Lists.listing(Lists.OF_2021), of2016)).isEmpty();
        assertThat(broken(Lists.listing(Lists.OF_2026), Lists.listing(Lists.OF_2021)))
                .isEmpty();
        assertThat(broken(Lists.listing(Lists.OF_2021), Lists.listing(Lists.OF_2026)))
                .isEmpty();
    }

    private static PublishedRanges with(PublishedRanges list, String block) {
        return PublishedRanges.of(Stream.concat(list.blocks().stream(), Stream.of(Cidr.parse(block)))
                .toList());
    }

    @Test
    void anEmptyListIsRefused() {
        assertThat(broken(Lists.blocks())).containsExactly(Rejection.EMPTY);
        assertThat(broken(Lists.blocks(), BASE))
                .containsExactly(Rejection.EMPTY, Rejection.FAMILY_GONE, Rejection.FAMILY_GONE);
    }

    @ParameterizedTest
    @CsvSource({"104.0.0.0/11, true", "104.0.0.0/10, false", "2600::/28, true", "2600::/27, false"})
    void theShortestPrefixIsTheLastOneTrusted(String block, boolean trusted) {
        assertThat(broken(Lists.blocks(block))).isEqualTo(trusted ? List.of() : List.of(Rejection.TOO_BROAD));
    }

    @Test
    void everyReasonIsGivenAtOnce() {
        PublishedRanges list =
                Lists.blocks("0.0.0.0/0", "10.0.0.0/16", "192.168.0.0/24", "172.16.0.0/24", "172.17.0.0/24");
        assertThat(trust.judge(list, Optional.of(BASE), Acceptance.BY_RULES))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.text())
                            .isEqualTo("0.0.0.0/0: broader than /11, the shortest prefix trusted for IPv4; "
                                    + "0.0.0.0/0 (\"this network\" inside it), 10.0.0.0/16 (private use),"
                                    + " 172.16.0.0/24 (private use) and 2 more: never a CDN's; "
                                    + "IPv4 has 58.1 times the addresses that trust.max-share (2%) allows to any list; "
                                    + "IPv4 grows by 104857500% (max-growth is 50%): 0.0.0.0/2, 64.0.0.0/3,"
                                    + " 96.0.0.0/5 and 17 more new; IPv6 vanished from the list");
                    assertThat(refused.operatorMayAccept()).isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource({"16, 50, true", "16, 49, false", "0, 100, false"})
    void growthIsCountedInAddresses(int hosts, int percent, boolean trusted) {
        PublishedRanges last = Lists.blocks("104.16.0.0/27", "2400:cb00::/32");
        PublishedRanges grown = hosts == 0
                ? Lists.blocks("104.16.0.0/26", "104.16.1.0/32", "2400:cb00::/32")
                : Lists.blocks("104.16.0.0/27", "104.16.1.0/28", "2400:cb00::/32");
        assertThat(broken(
                        new RangesValidator(budgets(percent, 30)).judge(grown, Optional.of(last), Acceptance.BY_RULES)))
                .isEqualTo(trusted ? List.of() : List.of(Rejection.GROWS));
    }

    @ParameterizedTest
    @CsvSource({"25, true", "24, false", "0, false"})
    void shrinkingIsCountedInAddresses(int percent, boolean trusted) {
        PublishedRanges last = Lists.blocks("104.16.0.0/24", "2400:cb00::/32");
        PublishedRanges shrunk = Lists.blocks("104.16.0.0/25", "104.16.0.128/26", "2400:cb00::/32");
        assertThat(broken(new RangesValidator(budgets(50, percent))
                        .judge(shrunk, Optional.of(last), Acceptance.BY_RULES)))
                .isEqualTo(trusted ? List.of() : List.of(Rejection.SHRINKS));
    }

    private static TrustConfig budgets(int growth, int shrink) {
        return new TrustConfig(
                new ShortestPrefix(11, 28),
                new Percent(growth),
                new Percent(shrink),
                new Percent(2),
                Duration.ofHours(24));
    }

    @Test
    void cuttingTheSameAddressesOtherwiseIsNoChange() {
        assertThat(broken(Lists.blocks("104.16.0.0/21", "104.16.8.0/21", "2400:cb00::/32"), BASE))
                .isEmpty();
    }

    @Test
    void aSwapThatKeepsTheSizeIsRefusedAllTheSame() {
        assertThat(broken(Lists.blocks("52.0.0.0/20", "2400:cb00::/32"), BASE))
                .containsExactly(Rejection.SHRINKS, Rejection.GROWS);
    }

    @Test
    void eachFamilyHasItsOwnBudget() {
        // Nothing against 2400:cb00::/32 in addresses, and still the whole of IPv4.
        assertThat(broken(Lists.blocks("104.16.0.0/24", "2400:cb00::/32"), BASE))
                .containsExactly(Rejection.SHRINKS);
    }

    @Test
    void aFamilyThatVanishesIsRefusedWhateverTheBudget() {
        ValidationResult judgement = new RangesValidator(budgets(1000, 100))
                .judge(Lists.blocks("104.16.0.0/20"), Optional.of(BASE), Acceptance.BY_RULES);
        assertThat(judgement)
                .isEqualTo(new Refused(List.of(new Reason(Rejection.FAMILY_GONE, "IPv6 vanished from the list"))));
    }

    @Test
    void aFamilyThatAppearsGrowsFromNothing() {
        assertThat(broken(BASE, Lists.blocks("104.16.0.0/20"))).containsExactly(Rejection.GROWS);
    }

    @Test
    void withoutALastGoodListThereIsNoBudget() {
        assertThat(broken(Lists.blocks("104.16.0.0/32"))).isEmpty();
    }

    @Test
    void anOperatorMayLiftTheBudgetsAndNothingElse() {
        PublishedRanges small = Lists.blocks("52.0.0.0/24");
        assertThat(trust.judge(small, Optional.of(BASE), Acceptance.BY_RULES))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.operatorMayAccept()).isTrue());
        assertThat(accepted(small)).isEmpty();
        assertThat(accepted(Lists.blocks("10.0.0.0/8")))
                .containsExactly(Rejection.TOO_BROAD, Rejection.SPECIAL_PURPOSE);
        assertThat(accepted(Lists.blocks("104.0.0.0/8"))).containsExactly(Rejection.TOO_BROAD);
        assertThat(accepted(slash16s(1130))).containsExactly(Rejection.TOO_LARGE);
        assertThat(accepted(Lists.blocks())).containsExactly(Rejection.EMPTY);
    }

    private List<Rejection> accepted(PublishedRanges list) {
        return broken(trust.judge(list, Optional.of(BASE), Acceptance.of(list.digest())));
    }

    /** This many of the public IPv4 space, from 11.0.0.0 on. */
    private static PublishedRanges slash16s(int count) {
        return PublishedRanges.of(IntStream.range(0, count)
                .mapToObj(i -> Cidr.parse((11 + i / 256) + "." + i % 256 + ".0.0/16"))
                .toList());
    }

    /** 2% of the public IPv4 addresses are 1,129.8 blocks of this size. */
    @ParameterizedTest
    @CsvSource({"2, 1129, true", "2, 1130, false", "1, 564, true", "1, 565, false", "3, 1130, true"})
    void noListMayHaveMoreThanItsShareOfThePublicIpv4Addresses(int percent, int blocks, boolean trusted) {
        assertThat(broken(new RangesValidator(share(percent))
                        .judge(slash16s(blocks), Optional.empty(), Acceptance.BY_RULES)))
                .isEqualTo(trusted ? List.of() : List.of(Rejection.TOO_LARGE));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 256, '', true",
        "2, 256, 2a10::/128, false",
        "1, 128, '', true",
        "1, 129, '', false",
        "4, 512, '', true"
    })
    void ofIpv6NoListMayHaveMoreThanASlash20InTotal(int percent, int slash28s, String more, boolean trusted) {
        PublishedRanges list = PublishedRanges.of(Stream.concat(
                        IntStream.range(0, slash28s)
                                .mapToObj(i -> Cidr.parse(String.format("2%03x:%x0::/28", i / 16 + 0x600, i % 16))),
                        Stream.of(more).filter(text -> !text.isEmpty()).map(Cidr::parse))
                .toList());
        assertThat(broken(new RangesValidator(share(percent)).judge(list, Optional.empty(), Acceptance.BY_RULES)))
                .isEqualTo(trusted ? List.of() : List.of(Rejection.TOO_LARGE));
    }

    private static TrustConfig share(int percent) {
        return new TrustConfig(
                new ShortestPrefix(11, 28),
                new Percent(50),
                new Percent(30),
                new Percent(percent),
                Duration.ofHours(24));
    }

    /** Each step keeps to the budget against the last; the whole does not. */
    @Test
    void aListThatGrowsStepByStepStopsAtItsShare() {
        int blocks = 100;
        while (broken(slash16s(blocks * 3 / 2), slash16s(blocks)).isEmpty()) {
            blocks = blocks * 3 / 2;
        }
        assertThat(blocks).isBetween(1129 * 2 / 3, 1129);
        assertThat(broken(slash16s(blocks * 3 / 2), slash16s(blocks))).containsExactly(Rejection.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "10.255.0.0/16, 10.255.0.0/16 (private use)",
        "192.0.0.0/23, 192.0.0.0/23 (IETF protocol assignments inside it)",
        "100.127.255.255/32, 100.127.255.255/32 (carrier-grade NAT)",
        "4000::/32, 4000::/32 (not inside the global unicast space 2000::/3)",
        "2001:1ff::/32, '2001:1ff::/32 (IETF protocol assignments, Teredo among them)'",
    })
    void specialPurposeIsNamed(String block, String objection) {
        assertThat(SpecialPurpose.objection(Cidr.parse(block))).contains(objection);
    }

    @ParameterizedTest
    @CsvSource({"9.255.255.0/24", "11.0.0.0/24", "100.128.0.0/24", "126.255.0.0/16", "223.255.255.0/24", "192.0.1.0/24"
    })
    void theNeighboursOfSpecialPurposeAreFine(String block) {
        assertThat(SpecialPurpose.objection(Cidr.parse(block))).isEmpty();
        assertThat(broken(Lists.blocks(block))).isEmpty();
    }

    @Test
    void everythingThatIsNotGlobalUnicastIsSpecial() {
        assertThat(SpecialPurpose.all().of(Family.IPV6).complement().of(Family.IPV6))
                .isEqualTo(AddressSet.ofBlocks(List.of(Cidr.parse("2000::/3")))
                        .minus(AddressSet.ofBlocks(List.of(
                                Cidr.parse("2001::/23"),
                                Cidr.parse("2001:db8::/32"),
                                Cidr.parse("2002::/16"),
                                Cidr.parse("2620:4f:8000::/48"),
                                Cidr.parse("3fff::/20")))));
    }
}
