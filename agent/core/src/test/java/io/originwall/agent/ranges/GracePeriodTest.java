package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GracePeriodTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration GRACE = Duration.ofHours(24);
    private static final CrossCheckResult AGREES = new CrossCheckResult.None();
    private static final Cidr A = Cidr.parse("104.16.0.0/24");
    private static final Cidr B = Cidr.parse("104.17.0.0/24");
    private static final Cidr C = Cidr.parse("104.18.0.0/24");

    private final GracePeriod removal = new GracePeriod(GRACE);

    private static CachedRanges cached(List<Cidr> list, Map<Instant, List<Cidr>> missing) {
        return new CachedRanges("s", Validators.NONE, NOON, PublishedRanges.of(list), new TreeMap<>(missing));
    }

    private SortedMap<Instant, List<Cidr>> missing(
            CachedRanges last, List<Cidr> list, CrossCheckResult opinion, Instant now) {
        return removal.missing(Optional.of(last), AddressSet.ofBlocks(list), opinion, now);
    }

    @Test
    void eachKeepsItsOwnTime() {
        CachedRanges last = cached(List.of(A, B), Map.of(NOON.minus(Duration.ofHours(5)), List.of(C)));
        assertThat(missing(last, List.of(A), AGREES, NOON))
                .isEqualTo(Map.of(NOON.minus(Duration.ofHours(5)), List.of(C), NOON, List.of(B)));
    }

    @Test
    void aPartThatComesBackLeavesTheRestMissing() {
        CachedRanges last = cached(List.of(A), Map.of(NOON.minusSeconds(60), List.of(Cidr.parse("104.28.0.0/14"))));
        assertThat(missing(last, List.of(A, Cidr.parse("104.28.0.0/15")), AGREES, NOON))
                .isEqualTo(Map.of(NOON.minusSeconds(60), List.of(Cidr.parse("104.30.0.0/15"))));
    }

    @Test
    void onlyThePartTheSecondOpinionStillListsIsHeld() {
        CachedRanges last = cached(List.of(A), Map.of(NOON.minus(GRACE), List.of(Cidr.parse("104.28.0.0/14"))));
        CrossCheckResult holds = new CrossCheckResult.Given(
                "them", AddressSet.ofBlocks(List.of(Cidr.parse("104.28.0.0/16"))), false, Set.of());
        assertThat(missing(last, List.of(A), holds, NOON))
                .isEqualTo(Map.of(NOON.minus(GRACE), List.of(Cidr.parse("104.28.0.0/16"))));
        assertThat(missing(last, List.of(A), new CrossCheckResult.Missing("down"), NOON))
                .isEqualTo(last.missing());
        assertThat(missing(last, List.of(A), AGREES, NOON)).isEmpty();
    }

    @Test
    void withoutAGraceItGoesAtOnceIfTheSecondOpinionAgrees() {
        GracePeriod atOnce = new GracePeriod(Duration.ZERO);
        Optional<CachedRanges> last = Optional.of(cached(List.of(A, B), Map.of()));
        AddressSet list = AddressSet.ofBlocks(List.of(A));
        assertThat(atOnce.missing(last, list, AGREES, NOON)).isEmpty();
        assertThat(atOnce.missing(last, list, new CrossCheckResult.Missing("down"), NOON))
                .isEqualTo(Map.of(NOON, List.of(B)));
    }

    @Test
    void aClockThatWentBackNeverStretchesAGraceBeyondItsLength() {
        Instant year2100 = Instant.parse("2100-01-01T00:00:00Z");
        CachedRanges last = cached(List.of(A), Map.of(year2100, List.of(B), NOON, List.of(C)));
        assertThat(missing(last, List.of(A), AGREES, NOON))
                .as("taken as first missed now")
                .isEqualTo(Map.of(NOON, List.of(B, C)));
        assertThat(removal.due(NOON)).isEqualTo(NOON.plus(GRACE));
    }

    @Test
    void aClockThatWentBackDoesNotCutAGrace() {
        CachedRanges last = cached(List.of(A), Map.of(NOON, List.of(B)));
        assertThat(missing(last, List.of(A), AGREES, NOON.minus(Duration.ofHours(1))))
                .isEqualTo(Map.of(NOON.minus(Duration.ofHours(1)), List.of(B)));
    }

    @Test
    void theFirstListMissesNothing() {
        assertThat(removal.missing(Optional.empty(), AddressSet.ofBlocks(List.of(A)), AGREES, NOON))
                .isEmpty();
    }
}
