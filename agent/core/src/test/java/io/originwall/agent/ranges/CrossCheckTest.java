package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.config.RangesConfig;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** April 2021 once more: the API drops a quarter of 104.16.0.0/12, and the web pages are asked what they think. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrossCheckTest {
    private static final Cidr LEFTOVER = Cidr.parse("104.28.0.0/14");
    private static final Duration GRACE = Duration.ofHours(24);

    private final TestServer server = TestServer.http();
    private final MovableClock clock = new MovableClock();
    private final Keeping checked =
            Keeping.cloudflare(server.url("/ips")).crossChecked(server.url("/ips-v4"), server.url("/ips-v6"));
    private Path stateDir;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        stateDir = directory;
        api(Lists.OF_2021);
        pages(Lists.OF_2021);
        assertThat(refresh().problems()).isEmpty();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void api(String json) {
        server.on("/ips", TestServer.json(json));
    }

    private void pages(String json) {
        server.on("/ips-v4", TestServer.text(Lists.page(json, Family.IPV4)))
                .on("/ips-v6", TestServer.text(Lists.page(json, Family.IPV6)));
    }

    private Ranges refresh() throws NoTrustworthyRangesException {
        // A service of its own each time: the grace lives in the cache and nowhere else.
        return checked.in(stateDir, clock).refresh(Acceptance.BY_RULES);
    }

    private static List<RangeEntry> leaving(Ranges ranges) {
        return ranges.entries().stream()
                .filter(entry -> entry.graceUntil().isPresent())
                .toList();
    }

    @Test
    void whatDisappearsStaysForItsGraceAndGoesAfterIt() throws Exception {
        api(Lists.OF_2026);
        pages(Lists.OF_2026);
        Ranges ranges = refresh();
        RangeEntry expected = new RangeEntry(
                LEFTOVER, "cloudflare", Optional.of(clock.instant().plus(GRACE)));
        assertThat(leaving(ranges)).containsExactly(expected);
        assertThat(ranges.entries()).hasSize(23);
        assertThat(ranges.problems()).isEmpty();

        clock.advance(GRACE.minusSeconds(1));
        assertThat(leaving(refresh())).containsExactly(expected);
        clock.advance(Duration.ofSeconds(1));
        assertThat(refresh().entries()).hasSize(22).doesNotContain(expected);
    }

    @Test
    void whatComesBackStartsItsGraceAnew() throws Exception {
        api(Lists.OF_2026);
        pages(Lists.OF_2026);
        refresh();
        clock.advance(Duration.ofHours(23));
        api(Lists.OF_2021);
        pages(Lists.OF_2021);
        assertThat(leaving(refresh())).isEmpty();
        clock.advance(Duration.ofHours(2));
        api(Lists.OF_2026);
        pages(Lists.OF_2026);
        assertThat(leaving(refresh()))
                .containsExactly(new RangeEntry(
                        LEFTOVER, "cloudflare", Optional.of(clock.instant().plus(GRACE))));
    }

    @Test
    void aRangeTheSecondOpinionStillListsIsHeldAndReported() throws Exception {
        api(Lists.OF_2026);
        Ranges differing = refresh();
        assertThat(differing.problems())
                .containsExactly("the cross-check differs: only " + server.url("/ips-v4") + ", " + server.url("/ips-v6")
                        + " lists 104.28.0.0/14");
        clock.advance(GRACE.multipliedBy(3));
        assertThat(leaving(refresh())).extracting(RangeEntry::block).containsExactly(LEFTOVER);

        pages(Lists.OF_2026);
        assertThat(leaving(refresh()))
                .as("both agree, and the grace is long over")
                .isEmpty();
    }

    @Test
    void aSecondOpinionThatCannotBeAskedHoldsRemovals() throws Exception {
        api(Lists.OF_2026);
        pages(Lists.OF_2026);
        refresh();
        clock.advance(GRACE.multipliedBy(3));
        for (TestServer.Handler broken : List.of(
                TestServer.status(500),
                TestServer.answer(200, "text/html", "<html>Sorry, you have been blocked</html>"),
                TestServer.text("<html>Sorry, you have been blocked</html>"),
                TestServer.text(""),
                TestServer.text("131.0.72.0/222400:cb00::/32"))) {
            server.on("/ips-v6", broken);
            Ranges held = refresh();
            assertThat(held.state()).isEqualTo(Ranges.State.FRESH);
            assertThat(leaving(held)).extracting(RangeEntry::block).containsExactly(LEFTOVER);
            assertThat(held.problems())
                    .singleElement()
                    .asString()
                    .startsWith("no cross-check, so no range is removed: " + server.url("/ips-v6") + ": ");
        }
    }

    @Test
    void additionsAreNeverDelayed() throws Exception {
        String more = Lists.OF_2021.replace("\"173.245.48.0", "\"185.1.0.0/22\",\"173.245.48.0");
        api(more);
        Ranges ranges = refresh();
        assertThat(ranges.entries())
                .contains(new RangeEntry(Cidr.parse("185.1.0.0/22"), "cloudflare", Optional.empty()));
        assertThat(ranges.problems())
                .containsExactly("the cross-check differs: only " + server.url("/ips") + " lists 185.1.0.0/22");
    }

    @Test
    void anApiThatLagsTheWebPageIsReportedAndThePageAddsNothing() throws Exception {
        pages(Lists.OF_2021.replace("\"173.245.48.0", "\"185.1.0.0/22\",\"173.245.48.0"));
        Ranges ranges = refresh();
        assertThat(ranges.entries()).extracting(RangeEntry::block).doesNotContain(Cidr.parse("185.1.0.0/22"));
        assertThat(ranges.problems()).singleElement().asString().contains("lists 185.1.0.0/22");
    }

    @Test
    void twoFetchesThatDisagreeDoNotFlap() throws Exception {
        for (int minute = 0; minute < 6; minute++) {
            api(minute % 2 == 0 ? Lists.OF_2026 : Lists.OF_2021);
            Ranges ranges = refresh();
            assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
            assertThat(ranges.entries().stream().map(RangeEntry::block).anyMatch(block -> block.contains(LEFTOVER)))
                    .as("minute %d", minute)
                    .isTrue();
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void thePagesAreNeverTheSource() throws Exception {
        server.on("/ips", TestServer.status(404));
        pages(Lists.OF_2026);
        Ranges ranges = refresh();
        assertThat(ranges.state()).isEqualTo(Ranges.State.CACHED);
        assertThat(ranges.entries()).hasSize(21);
    }

    @Test
    void aFailedFetchDoesNotEndAGrace() throws Exception {
        api(Lists.OF_2026);
        pages(Lists.OF_2026);
        refresh();
        clock.advance(GRACE.multipliedBy(3));
        server.on("/ips", TestServer.status(404));
        assertThat(leaving(refresh())).extracting(RangeEntry::block).containsExactly(LEFTOVER);
    }

    @Test
    void withChinaThePagesKnowOnlyAPart() throws Exception {
        api(Lists.OF_2021.replace("\"etag\"", "\"jdcloud_cidrs\":[\"116.198.32.0/20\"],\"etag\""));
        Ranges ranges = checked.networks(RangesConfig.Network.JDCLOUD)
                .in(stateDir, clock)
                .refresh(Acceptance.BY_RULES);
        assertThat(ranges.entries()).hasSize(22);
        assertThat(ranges.problems()).noneMatch(problem -> problem.contains("cross-check"));
    }

    @Test
    void aFamilyTheSecondOpinionSaysNothingOfLosesNoRange() throws Exception {
        api(Lists.OF_2026);
        pages(Lists.OF_2026);
        Keeping oneFamily = Keeping.cloudflare(server.url("/ips")).crossChecked(server.url("/ips-v6"));
        oneFamily.in(stateDir, clock).refresh(Acceptance.BY_RULES);
        clock.advance(GRACE.multipliedBy(3));
        Ranges held = oneFamily.in(stateDir, clock).refresh(Acceptance.BY_RULES);
        assertThat(leaving(held)).extracting(RangeEntry::block).containsExactly(LEFTOVER);
        assertThat(held.problems())
                .containsExactly("the cross-check (" + server.url("/ips-v6")
                        + ") lists no IPv4 at all, so no IPv4 range is removed");

        assertThat(leaving(refresh())).as("asked about both, it agrees").isEmpty();
    }

    @Test
    void whereIpv6IsOffASecondOpinionOnIpv4IsWhole() throws Exception {
        Ranges ranges = Keeping.cloudflare(server.url("/ips"))
                .crossChecked(server.url("/ips-v4"))
                .withoutIpv6()
                .in(stateDir, clock)
                .refresh(Acceptance.BY_RULES);
        assertThat(ranges.problems()).isEmpty();
    }

    @Test
    void somebodyElsesListMayBeOfOneFamily() {
        Keeping foreign =
                Keeping.of(RangesConfig.Provider.URL, server.url("/list")).crossChecked(server.url("/ips-v6"));
        CrossCheckResult opinion =
                new CrossCheck(foreign.ranges(), RetryingHttp.over(Keeping.SHORT, Optional.empty())).ask();
        assertThat(opinion.holds(AddressSet.ofBlocks(List.of(LEFTOVER))).isEmpty())
                .isTrue();
        assertThat(opinion.problem(
                        ListSource.of(foreign.ranges()),
                        Lists.listing(Lists.OF_2021).addresses().of(Family.IPV6)))
                .isEmpty();
    }

    @Test
    void anOpinionThatBreaksIsMissing() {
        Http broken = (url, known) -> {
            throw new IllegalStateException("broken");
        };
        assertThat(CrossCheck.await(new CrossCheck(RangesConfig.defaults(), broken).begin()))
                .isEqualTo(new CrossCheckResult.Missing("it broke: java.lang.IllegalStateException: broken"));
    }

    @Test
    void cloudflaresOwnPagesAreNotAskedAboutSomebodyElsesList() {
        List<URI> defaults = RangesConfig.defaults().crossCheck();
        Http nobody = (url, known) -> {
            throw new AssertionError("asked " + url);
        };
        for (RangesConfig.Provider provider : List.of(RangesConfig.Provider.URL, RangesConfig.Provider.FILE)) {
            Keeping foreign = Keeping.of(provider, server.url("/list")).crossChecked(defaults.toArray(URI[]::new));
            assertThat(new CrossCheck(foreign.ranges(), nobody).ask()).isEqualTo(new CrossCheckResult.None());
        }
        assertThat(new CrossCheck(RangesConfig.defaults(), nobody).isOff()).isFalse();
    }
}
