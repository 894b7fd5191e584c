package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.config.TrustConfig;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateException;
import io.originwall.net.Family;
import io.originwall.text.Sha256;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a server to the ranges in force, over a real connection. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RangesServiceTest {
    private final TestServer server = TestServer.http();
    private final URI url = server.url("/ips");
    private final MovableClock clock = new MovableClock();
    private Path stateDir;

    @BeforeEach
    void start(@TempDir Path directory) {
        stateDir = directory;
        server.on("/ips", TestServer.json(Lists.OF_2026));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RangesService rangesService() {
        return rangesService(Keeping.cloudflare(url));
    }

    private RangesService rangesService(Keeping keeping) {
        return keeping.in(stateDir, clock);
    }

    private RefusedRanges refused() throws StateException {
        return rangesService().refused().orElseThrow();
    }

    private Path cached() {
        return stateDir.resolve("ranges.json");
    }

    @Test
    void aGoodListIsFreshAndRemembered() throws Exception {
        Ranges fresh = rangesService().refresh(Acceptance.BY_RULES);
        assertThat(fresh.origin()).isEqualTo("cloudflare");
        assertThat(fresh.state()).isEqualTo(Ranges.State.FRESH).hasToString("fresh");
        assertThat(fresh.fetchedAt()).isEqualTo(clock.instant());
        assertThat(fresh.etag()).contains("38f79d050aa027e3be3865e495dcc9bc");
        assertThat(fresh.entries())
                .hasSize(22)
                .isSortedAccordingTo(Comparator.comparing(RangeEntry::block))
                .allMatch(entry -> entry.graceUntil().isEmpty());
        assertThat(fresh.problems()).isEmpty();

        Ranges cached = rangesService().lastGood();
        assertThat(cached)
                .isEqualTo(new Ranges(
                        "cloudflare",
                        Ranges.State.CACHED,
                        fresh.fetchedAt(),
                        fresh.etag(),
                        fresh.entries(),
                        Optional.empty(),
                        List.of()));
        assertThat(Files.getPosixFilePermissions(cached())).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void theOrderOfAnAnswerDoesNotMatter() throws Exception {
        Ranges first = rangesService().refresh(Acceptance.BY_RULES);
        List<String> backwards = first.entries().stream()
                .map(entry -> entry.block().toString())
                .sorted(Comparator.reverseOrder())
                .toList();
        server.on("/ips", TestServer.json(Lists.json(backwards.toArray(String[]::new))));
        assertThat(rangesService().refresh(Acceptance.BY_RULES).entries()).isEqualTo(first.entries());
    }

    @Test
    void escapedAndPlainSlashesAreTheSame() throws Exception {
        assertThat(Lists.OF_2026).contains("103.21.244.0\\/22");
        Ranges escaped = rangesService().refresh(Acceptance.BY_RULES);
        server.on("/ips", TestServer.json(Lists.OF_2026.replace("\\/", "/")));
        assertThat(rangesService().refresh(Acceptance.BY_RULES).entries()).isEqualTo(escaped.entries());
    }

    @Test
    void itSaysWhoItIsAndAsksForNoCompression() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.getFirst("User-Agent")).startsWith("originwall/");
            assertThat(request.containsKey("Accept-Encoding")).isFalse();
            assertThat(request.containsKey("If-None-Match")).isFalse();
        });
    }

    @Test
    void theSecondRequestIsConditionalAndNotModifiedRenewsTheList() throws Exception {
        server.on("/ips", exchange -> {
            boolean known = "\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Last-Modified", "Sun, 22 Nov 2026 09:00:00 GMT");
            (known ? TestServer.status(304) : TestServer.json(Lists.OF_2026)).handle(exchange);
        });
        Ranges first = rangesService().refresh(Acceptance.BY_RULES);
        clock.advance(Duration.ofHours(1));
        Ranges second = rangesService().refresh(Acceptance.BY_RULES);

        assertThat(server.requests().get(1).getFirst("If-Modified-Since")).isEqualTo("Sun, 22 Nov 2026 09:00:00 GMT");
        assertThat(second.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(second.entries()).isEqualTo(first.entries());
        assertThat(second.etag()).isEqualTo(first.etag());
        assertThat(second.problems()).isEmpty();
        assertThat(second.fetchedAt()).isEqualTo(first.fetchedAt().plus(Duration.ofHours(1)));
        assertThat(rangesService().lastGood().fetchedAt()).isEqualTo(second.fetchedAt());
    }

    @Test
    void aPassingFaultIsTriedAgain() throws Exception {
        server.on("/ips", TestServer.inTurn(TestServer.status(503), TestServer.json(Lists.OF_2026)));
        Ranges ranges = rangesService().refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.problems()).isEmpty();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aRefusedListIsNotAskedForAgain() throws Exception {
        server.on("/ips", TestServer.json(Lists.json("10.0.0.0/16", "2400:cb00::/32")));
        assertThat(rangesService().refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.EMBEDDED);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theEmbeddedCopyServesWhereThereHasNeverBeenAGoodListAndSaysSo() throws Exception {
        server.on("/ips", TestServer.status(404));
        Ranges embedded = rangesService().refresh(Acceptance.BY_RULES);
        assertThat(embedded.state()).isEqualTo(Ranges.State.EMBEDDED);
        assertThat(embedded.fetchedAt()).isEqualTo(EmbeddedRanges.TAKEN);
        assertThat(embedded.entries()).hasSize(22);
        assertThat(embedded.problems())
                .containsExactly(
                        url + ": answered 404",
                        "there has never been a good list here: the copy of 2026-11-22 inside originwall is used");
        assertThat(cached()).doesNotExist();
        assertThat(rangesService().lastGood().state()).isEqualTo(Ranges.State.EMBEDDED);
        assertThat(rangesService(Keeping.cloudflare(url).networks(RangesConfig.Network.JDCLOUD))
                        .lastGood()
                        .problems())
                .singleElement()
                .asString()
                .endsWith("is used, without jdcloud");
    }

    @Test
    void theEmbeddedCopyIsTheListOf2026() {
        assertThat(EmbeddedRanges.list()).isEqualTo(Lists.listing(Lists.OF_2026));
        assertThat(new RangesValidator(TrustConfig.defaults())
                        .judge(EmbeddedRanges.list(), Optional.empty(), Acceptance.BY_RULES))
                .isEqualTo(new ValidationResult.Trusted());
    }

    @Test
    void aTornBookIsRebuiltFromAGoodFetchAndReported() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        Files.write(cached(), Arrays.copyOf(Files.readAllBytes(cached()), 300));
        Ranges ranges = rangesService().refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.problems())
                .containsExactly(
                        cached() + " was torn or edited: its checksum does not fit; it is written anew from the list"
                                + " fetched now");
        assertThat(rangesService().lastGood().problems()).isEmpty();
    }

    @Test
    void anEditedBookIsNotReplacedByTheEmbeddedCopy() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        Files.writeString(cached(), Files.readString(cached()).replace("104.16.0.0/13", "104.16.0.0/12"));
        server.on("/ips", TestServer.status(404));
        assertThatThrownBy(() -> rangesService().refresh(Acceptance.BY_RULES))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessage("no trustworthy ranges: " + url + ": answered 404; " + cached()
                        + " was torn or edited: its checksum does not fit; run: originwall sync");
        assertThatThrownBy(() -> rangesService().lastGood()).isInstanceOf(NoTrustworthyRangesException.class);
        assertThat(cached()).content().contains("104.16.0.0/12");
    }

    @Test
    void withATornBookTheEmbeddedCopyIsTheMeasure() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        byte[] torn = Arrays.copyOf(Files.readAllBytes(cached()), 300);
        Files.write(cached(), torn);
        server.on("/ips", TestServer.json(Lists.json("52.0.0.0/16", "2400:cb00::/32")));
        for (RangesService each :
                List.of(rangesService(), rangesService(Keeping.cloudflare(url).withoutIpv6()))) {
            assertThatThrownBy(() -> each.refresh(Acceptance.BY_RULES))
                    .isInstanceOf(NoTrustworthyRangesException.class)
                    .hasMessageStartingWith("no trustworthy ranges: " + url + ": refused: IPv4 loses 100%")
                    .hasMessageEndingWith("; to take it: originwall sync --accept "
                            + Lists.blocks("52.0.0.0/16", "2400:cb00::/32")
                                    .digest()
                                    .substring(0, 12) + "; " + cached()
                            + " was torn or edited: its checksum does not fit");
        }
        assertThatThrownBy(() -> rangesService().preview()).isInstanceOf(NoTrustworthyRangesException.class);
        assertThat(cached()).hasBinaryContent(torn);

        assertThat(rangesService().refresh(Acceptance.of(refused().digest())).entries())
                .hasSize(2);
    }

    /** Its file system may hang, or be broken: no guard must stay down for that. */
    @Test
    void aBookThatCannotBeReadIsNeverOverwrittenAndTheListIsTakenAllTheSame() throws Exception {
        Files.createSymbolicLink(cached(), cached()); // a loop: it is there, and nobody can open it
        for (int i = 0; i < 2; i++) {
            Ranges ranges = rangesService().refresh(Acceptance.BY_RULES);

            assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
            assertThat(ranges.problems())
                    .anySatisfy(problem -> assertThat(problem)
                            .startsWith(cached() + " cannot be read: ")
                            .endsWith("; make it readable, or delete it and sync again"));
        }
        assertThat(cached()).isSymbolicLink();
    }

    @Test
    void aBookOfANewerFormatIsNeverOverwritten() throws Exception {
        String newer = "{\"format\":2,\"something\":\"else\"}\n";
        Files.writeString(cached(), newer);
        assertThatThrownBy(() -> rangesService().refresh(Acceptance.of("00000000")))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessageContaining(cached() + ": written by a newer originwall in format 2; this one reads format 1:"
                        + " upgrade it, or delete the file and sync again");
        assertThat(cached()).hasContent(newer);
    }

    @Test
    void theListOfAnotherSourceIsNoBaselineAndNoFallBack() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        server.on("/mirror", TestServer.status(404));
        RangesService mirror = rangesService(Keeping.cloudflare(server.url("/mirror")));
        assertThatThrownBy(() -> mirror.refresh(Acceptance.BY_RULES))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessageContaining("holds the list of another source (cloudflare " + url + ")");

        server.on("/mirror", TestServer.json(Lists.OF_2021));
        Ranges ranges = mirror.refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.entries())
                .as("neither of the other source nor of the embedded copy is anything in its grace")
                .hasSize(Lists.listing(Lists.OF_2021).blocks().size())
                .allMatch(entry -> entry.graceUntil().isEmpty());
        assertThat(ranges.problems()).singleElement().asString().contains("another source");
        assertThat(mirror.refresh(Acceptance.BY_RULES).problems()).isEmpty();
    }

    @Test
    void anOperatorMayAcceptAListBeyondItsBudgets() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        server.on("/ips", TestServer.json(Lists.json("104.16.0.0/13", "2400:cb00::/32", "52.0.0.0/11")));
        assertThat(rangesService().refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.CACHED);

        Ranges accepted =
                rangesService().refresh(Acceptance.of(refused().digest().substring(0, 8)));
        assertThat(accepted.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(accepted.problems()).isEmpty();
        assertThat(accepted.entries())
                .filteredOn(entry -> entry.graceUntil().isEmpty())
                .hasSize(3);
        assertThat(accepted.entries())
                .as("what went still has its grace")
                .filteredOn(entry -> entry.graceUntil().isPresent())
                .isNotEmpty();
        assertThat(rangesService().refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.FRESH);
    }

    @Test
    void aPreviewWritesNothing() throws Exception {
        Ranges preview = rangesService().preview();
        assertThat(preview.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(stateDir).isEmptyDirectory();

        rangesService().refresh(Acceptance.BY_RULES);
        byte[] before = Files.readAllBytes(cached());
        clock.advance(Duration.ofHours(1));
        server.on("/ips", TestServer.json(Lists.OF_2021));
        assertThat(rangesService().preview().entries()).hasSize(21);
        assertThat(cached()).hasBinaryContent(before);
    }

    @Test
    void aListThatCannotBeRememberedIsUsedAllTheSame() throws Exception {
        // A directory in the way of the temporary file: root, who runs the tests, is stopped by no permission.
        Files.createDirectories(stateDir.resolve("ranges.json.tmp/in the way"));
        Ranges ranges = rangesService().refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.entries()).hasSize(22);
        assertThat(ranges.problems()).anyMatch(problem -> problem.contains("the list cannot be remembered"));
    }

    @Test
    void aListThatAnotherAgentWroteMeanwhileIsNotWrittenOver() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        clock.advance(Duration.ofHours(1));
        Keeping keeping = Keeping.cloudflare(url);
        Http usual = RetryingHttp.over(keeping.limits(), Optional.empty());
        Http whileAnotherIsFaster = (asked, known) -> {
            assertThatCode(() -> rangesService().refresh(Acceptance.BY_RULES)).doesNotThrowAnyException();
            clock.advance(Duration.ofHours(1));
            return usual.get(asked, known);
        };

        Ranges ranges = new RangesService(
                        keeping.ranges(),
                        keeping.trust(),
                        new DirectoryStore(new StateDirectory(stateDir)),
                        clock,
                        whileAnotherIsFaster,
                        usual)
                .refresh(Acceptance.BY_RULES);

        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.problems())
                .containsExactly(cached() + ": another originwall wrote a list there while this one was fetched;"
                        + " that one is kept, run originwall sync again");
        assertThat(rangesService().lastGood().fetchedAt())
                .isEqualTo(clock.instant().minus(Duration.ofHours(1)));
    }

    @Test
    void withoutIpv6TheListIsJudgedWholeAndGivenOutInPart() throws Exception {
        Ranges ranges = rangesService(Keeping.cloudflare(url).withoutIpv6()).refresh(Acceptance.BY_RULES);
        assertThat(ranges.entries()).hasSize(15).allMatch(entry -> entry.block().family() == Family.IPV4);
        assertThat(rangesService().lastGood().entries())
                .as("the cache has it all")
                .hasSize(22);
        server.on("/ips", TestServer.json(Lists.OF_2026.replace("2400:cb00::", "fe80::")));
        assertThat(rangesService(Keeping.cloudflare(url).withoutIpv6())
                        .refresh(Acceptance.BY_RULES)
                        .state())
                .isEqualTo(Ranges.State.CACHED);
    }

    @Test
    void chinaIsListedOnlyWhenItIsAskedFor() throws Exception {
        String withChina = Lists.OF_2026.replace(
                "\"etag\"", "\"jdcloud_cidrs\":[\"116.198.32.0/20\",\"2408:4000::/32\"],\"etag\"");
        server.on("/ips", TestServer.json(withChina));
        assertThat(rangesService().refresh(Acceptance.BY_RULES).entries()).hasSize(22);
        assertThat(server.asked().get(0)).hasToString("/ips");

        Ranges ranges = rangesService(Keeping.cloudflare(url).networks(RangesConfig.Network.JDCLOUD))
                .refresh(Acceptance.BY_RULES);
        assertThat(ranges.entries()).hasSize(24);
        assertThat(server.asked().get(1)).hasToString("/ips?networks=jdcloud");

        server.on("/ips", TestServer.json(Lists.OF_2026));
        assertThat(rangesService(Keeping.cloudflare(url).networks(RangesConfig.Network.JDCLOUD))
                        .refresh(Acceptance.BY_RULES)
                        .problems())
                .singleElement()
                .asString()
                .contains("\"jdcloud_cidrs\" is missing");
    }

    @Test
    void anAddressThatMustNotBeAskedIsNot() throws Exception {
        for (String address :
                List.of("http://192.0.2.1/ips", "ftp://localhost/ips", "https://me:secret@localhost/ips", "/ips")) {
            Ranges ranges =
                    rangesService(Keeping.cloudflare(URI.create(address))).refresh(Acceptance.BY_RULES);
            assertThat(ranges.state()).isEqualTo(Ranges.State.EMBEDDED);
            assertThat(ranges.problems().get(0)).doesNotContain("secret");
        }
        assertThat(server.requests()).isEmpty();
    }

    /** As many blocks as the answer had that was taken. */
    private static String aQuarterOfTheInternet() {
        return Lists.json(Stream.concat(
                        IntStream.range(0, 1857).mapToObj(i -> (11 + i / 32) + "." + i % 32 * 8 + ".0.0/13"),
                        Stream.of("2400:cb00::/32"))
                .toArray(String[]::new));
    }

    static Stream<Arguments> waysToAFirstList() {
        return Stream.of(
                argumentSet("never a list", (Preparation) test -> {}),
                argumentSet("the list deleted", (Preparation) test -> {
                    test.rangesService().refresh(Acceptance.BY_RULES);
                    Files.delete(test.cached());
                }),
                argumentSet("another url", (Preparation) test -> {
                    test.server.on("/other", TestServer.json(Lists.OF_2026));
                    test.rangesService(Keeping.cloudflare(test.server.url("/other")))
                            .refresh(Acceptance.BY_RULES);
                }));
    }

    /** Before a list is fetched for the first time. */
    interface Preparation {
        void of(RangesServiceTest test) throws Exception;
    }

    @ParameterizedTest
    @MethodSource("waysToAFirstList")
    void aFirstListIsMeasuredAgainstTheEmbeddedCopy(Preparation before) throws Exception {
        before.of(this);
        for (String list : List.of(aQuarterOfTheInternet(), Lists.json("52.0.0.0/16", "2400:cb00::/32"))) {
            server.on("/ips", TestServer.json(list));
            assertThat(refusal()).contains("refused: ", "originwall ranges --refused");
            assertThat(refused().blocks()).isEqualTo(Lists.listing(list).blocks());
        }
        server.on("/ips", TestServer.json(Lists.OF_2021));
        Ranges taken = rangesService().refresh(Acceptance.BY_RULES);
        assertThat(taken.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(taken.entries())
                .as("what only the embedded copy has is not let in")
                .extracting(RangeEntry::block)
                .isEqualTo(Lists.listing(Lists.OF_2021).blocks());
        assertThat(rangesService().refused())
                .as("a list that was taken ends it")
                .isEmpty();
    }

    /** What was wrong with the list that was fetched, whatever is fallen back upon. */
    private String refusal() {
        try {
            Ranges ranges = rangesService().refresh(Acceptance.BY_RULES);
            assertThat(ranges.state()).isNotEqualTo(Ranges.State.FRESH);
            return String.join("\n", ranges.problems());
        } catch (NoTrustworthyRangesException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aFirstListThatTheCrossCheckAgreesWithIsTakenHoweverMuchItChanged() throws Exception {
        String list = Lists.json("52.0.0.0/16", "2400:cb00::/32");
        server.on("/ips", TestServer.json(list))
                .on("/v4", TestServer.text("52.0.0.0/16\n"))
                .on("/v6", TestServer.text("2400:cb00::/32\n"));
        RangesService checked =
                rangesService(Keeping.cloudflare(url).crossChecked(server.url("/v4"), server.url("/v6")));
        for (String other : List.of("52.0.0.0/15", "52.0.0.0/17", "52.0.0.0/16\n52.8.0.0/32")) {
            server.on("/v4", TestServer.text(other + "\n"));
            assertThat(checked.refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.EMBEDDED);
        }
        server.on("/v4", TestServer.status(404));
        assertThat(checked.refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.EMBEDDED);

        server.on("/v4", TestServer.text("52.0.0.0/16\n"));
        Ranges taken = checked.refresh(Acceptance.BY_RULES);
        assertThat(taken.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(taken.entries()).hasSize(2);

        server.on("/ips", TestServer.json(Lists.json("53.0.0.0/16", "2400:cb00::/32")))
                .on("/v4", TestServer.text("53.0.0.0/16\n"));
        assertThat(checked.refresh(Acceptance.BY_RULES).state())
                .as("it vouches for a first list only")
                .isEqualTo(Ranges.State.CACHED);
    }

    @Test
    void nobodyCanVouchForAListBeyondMaxShare() throws Exception {
        server.on("/ips", TestServer.json(aQuarterOfTheInternet()));
        for (Family family : Family.values()) {
            server.on("/" + family, TestServer.text(Lists.page(aQuarterOfTheInternet(), family)));
        }
        RangesService checked =
                rangesService(Keeping.cloudflare(url).crossChecked(server.url("/IPv4"), server.url("/IPv6")));

        assertThat(checked.refresh(Acceptance.BY_RULES).rejection()).contains(Rejection.TOO_LARGE);
        assertThat(checked.refresh(Acceptance.of(refused().digest())).problems().get(0))
                .contains("times the addresses that trust.max-share (2%) allows")
                .contains("(digest " + refused().digest().substring(0, 12) + ")")
                .doesNotContain("--accept");
    }

    @Test
    void anAcceptedListIsTakenAndNoOther() throws Exception {
        rangesService().refresh(Acceptance.BY_RULES);
        server.on("/ips", TestServer.json(Lists.json("104.16.0.0/13", "2400:cb00::/32")));
        rangesService().refresh(Acceptance.BY_RULES);
        Acceptance accepted = Acceptance.of(refused().digest());

        for (String other : List.of(Lists.json("104.16.0.0/12", "2400:cb00::/32"), Lists.OF_2026)) {
            server.on("/ips", TestServer.json(other));
            Ranges ranges = rangesService().refresh(accepted);
            assertThat(ranges.state()).isEqualTo(Ranges.State.CACHED);
            assertThat(ranges.rejection()).contains(Rejection.ANOTHER_LIST);
            assertThat(ranges.problems().get(0))
                    .contains("not taken: it lists something else by now than what was to be accepted")
                    .contains("originwall sync --accept " + refused().digest().substring(0, 12));
        }
        server.on("/ips", TestServer.json(Lists.json("2400:cb00::/32", "104.16.0.0/13")));
        assertThat(rangesService().refresh(accepted).state()).isEqualTo(Ranges.State.FRESH);
    }

    @Test
    void theDigestIsTheSha256OfTheSortedBlocks() {
        assertThat(Lists.blocks("2400:cb00::/32", "104.16.0.0/13", "104.16.0.0/13")
                        .digest())
                .isEqualTo(Sha256.hex(Lists.bytes("104.16.0.0/13\n2400:cb00::/32\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567", "12345678x", "../../etc", "zzzzzzzz"})
    void whatIsNoDigestIsNotTakenForOne(String text) {
        assertThatThrownBy(() -> Acceptance.of(text)).hasMessageContaining("not the digest of a list");
    }
}
