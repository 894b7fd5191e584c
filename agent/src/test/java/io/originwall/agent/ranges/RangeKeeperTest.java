package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.config.TrustConfig;
import io.originwall.net.Family;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a server to the ranges in force, over a real connection. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RangeKeeperTest {
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

    private RangeKeeper keeper() {
        return keeper(Keeping.cloudflare(url));
    }

    private RangeKeeper keeper(Keeping keeping) {
        return keeping.in(stateDir, clock);
    }

    private Path book() {
        return stateDir.resolve("ranges.json");
    }

    @Test
    void aGoodListIsFreshAndRemembered() throws Exception {
        Ranges fresh = keeper().refresh(Acceptance.BY_RULES);
        assertThat(fresh.origin()).isEqualTo("cloudflare");
        assertThat(fresh.state()).isEqualTo(Ranges.State.FRESH).hasToString("fresh");
        assertThat(fresh.fetchedAt()).isEqualTo(clock.instant());
        assertThat(fresh.etag()).contains("38f79d050aa027e3be3865e495dcc9bc");
        assertThat(fresh.entries())
                .hasSize(22)
                .isSortedAccordingTo(Comparator.comparing(RangeEntry::block))
                .allMatch(entry -> entry.graceUntil().isEmpty());
        assertThat(fresh.problems()).isEmpty();

        Ranges cached = keeper().lastGood();
        assertThat(cached)
                .isEqualTo(new Ranges(
                        "cloudflare",
                        Ranges.State.CACHED,
                        fresh.fetchedAt(),
                        fresh.etag(),
                        fresh.entries(),
                        Optional.empty(),
                        List.of()));
        assertThat(Files.getPosixFilePermissions(book())).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void theOrderOfAnAnswerDoesNotMatter() throws Exception {
        Ranges first = keeper().refresh(Acceptance.BY_RULES);
        List<String> backwards = first.entries().stream()
                .map(entry -> entry.block().toString())
                .sorted(Comparator.reverseOrder())
                .toList();
        server.on("/ips", TestServer.json(Lists.json(backwards.toArray(String[]::new))));
        assertThat(keeper().refresh(Acceptance.BY_RULES).entries()).isEqualTo(first.entries());
    }

    @Test
    void escapedAndPlainSlashesAreTheSame() throws Exception {
        assertThat(Lists.OF_2026).contains("103.21.244.0\\/22");
        Ranges escaped = keeper().refresh(Acceptance.BY_RULES);
        server.on("/ips", TestServer.json(Lists.OF_2026.replace("\\/", "/")));
        assertThat(keeper().refresh(Acceptance.BY_RULES).entries()).isEqualTo(escaped.entries());
    }

    @Test
    void itSaysWhoItIsAndAsksForNoCompression() throws Exception {
        keeper().refresh(Acceptance.BY_RULES);
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
        Ranges first = keeper().refresh(Acceptance.BY_RULES);
        clock.advance(Duration.ofHours(1));
        Ranges second = keeper().refresh(Acceptance.BY_RULES);

        assertThat(server.requests().get(1).getFirst("If-Modified-Since")).isEqualTo("Sun, 22 Nov 2026 09:00:00 GMT");
        assertThat(second.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(second.entries()).isEqualTo(first.entries());
        assertThat(second.etag()).isEqualTo(first.etag());
        assertThat(second.problems()).isEmpty();
        assertThat(second.fetchedAt()).isEqualTo(first.fetchedAt().plus(Duration.ofHours(1)));
        assertThat(keeper().lastGood().fetchedAt()).isEqualTo(second.fetchedAt());
    }

    @Test
    void aPassingFaultIsTriedAgain() throws Exception {
        server.on("/ips", TestServer.inTurn(TestServer.status(503), TestServer.json(Lists.OF_2026)));
        Ranges ranges = keeper().refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.problems()).isEmpty();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aRefusedListIsNotAskedForAgain() throws Exception {
        server.on("/ips", TestServer.json(Lists.json("10.0.0.0/16", "2400:cb00::/32")));
        assertThat(keeper().refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.EMBEDDED);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theEmbeddedCopyServesWhereThereHasNeverBeenAGoodListAndSaysSo() throws Exception {
        server.on("/ips", TestServer.status(404));
        Ranges embedded = keeper().refresh(Acceptance.BY_RULES);
        assertThat(embedded.state()).isEqualTo(Ranges.State.EMBEDDED);
        assertThat(embedded.fetchedAt()).isEqualTo(EmbeddedRanges.TAKEN);
        assertThat(embedded.entries()).hasSize(22);
        assertThat(embedded.problems())
                .containsExactly(
                        url + ": answered 404",
                        "there has never been a good list here: the copy of 2026-11-22 inside originwall is used");
        assertThat(book()).doesNotExist();
        assertThat(keeper().lastGood().state()).isEqualTo(Ranges.State.EMBEDDED);
        assertThat(keeper(Keeping.cloudflare(url).networks(RangesConfig.Network.JDCLOUD))
                        .lastGood()
                        .problems())
                .singleElement()
                .asString()
                .endsWith("is used, without jdcloud");
    }

    @Test
    void theEmbeddedCopyIsTheListOf2026() {
        assertThat(EmbeddedRanges.list()).isEqualTo(Lists.listing(Lists.OF_2026));
        assertThat(new Trust(TrustConfig.defaults())
                        .judge(EmbeddedRanges.list(), Optional.empty(), Acceptance.BY_RULES))
                .isEqualTo(new Judgement.Trusted());
    }

    @Test
    void aTornBookIsRebuiltFromAGoodFetchAndReported() throws Exception {
        keeper().refresh(Acceptance.BY_RULES);
        Files.write(book(), Arrays.copyOf(Files.readAllBytes(book()), 300));
        Ranges ranges = keeper().refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.problems())
                .containsExactly(
                        book() + " was torn or edited: its checksum does not fit; it is written anew from the list"
                                + " fetched now");
        assertThat(keeper().lastGood().problems()).isEmpty();
    }

    @Test
    void anEditedBookIsNotReplacedByTheEmbeddedCopy() throws Exception {
        keeper().refresh(Acceptance.BY_RULES);
        Files.writeString(book(), Files.readString(book()).replace("104.16.0.0/13", "104.16.0.0/12"));
        server.on("/ips", TestServer.status(404));
        assertThatThrownBy(() -> keeper().refresh(Acceptance.BY_RULES))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessage("no trustworthy ranges: " + url + ": answered 404; " + book()
                        + " was torn or edited: its checksum does not fit; run: originwall sync");
        assertThatThrownBy(() -> keeper().lastGood()).isInstanceOf(NoTrustworthyRangesException.class);
        assertThat(book()).content().contains("104.16.0.0/12");
    }

    @Test
    void withATornBookTheEmbeddedCopyIsTheMeasure() throws Exception {
        keeper().refresh(Acceptance.BY_RULES);
        byte[] torn = Arrays.copyOf(Files.readAllBytes(book()), 300);
        Files.write(book(), torn);
        server.on("/ips", TestServer.json(Lists.json("52.0.0.0/16", "2400:cb00::/32")));
        for (RangeKeeper each : List.of(keeper(), keeper(Keeping.cloudflare(url).withoutIpv6()))) {
            assertThatThrownBy(() -> each.refresh(Acceptance.BY_RULES))
                    .isInstanceOf(NoTrustworthyRangesException.class)
                    .hasMessageStartingWith("no trustworthy ranges: " + url + ": refused: IPv4 loses 100%")
                    .hasMessageEndingWith("; look at it, then run: originwall sync --accept; " + book()
                            + " was torn or edited: its checksum does not fit");
        }
        assertThatThrownBy(() -> keeper().preview()).isInstanceOf(NoTrustworthyRangesException.class);
        assertThat(book()).hasBinaryContent(torn);

        assertThat(keeper().refresh(Acceptance.BY_OPERATOR).entries()).hasSize(2);
    }

    @Test
    void aBookThatCannotBeReadIsNeverOverwritten() throws Exception {
        Files.createSymbolicLink(book(), book()); // a loop: it is there, and nobody can open it
        for (Acceptance acceptance : Acceptance.values()) {
            assertThatThrownBy(() -> keeper().refresh(acceptance))
                    .isInstanceOf(NoTrustworthyRangesException.class)
                    .hasMessageContaining(book() + " cannot be read: ")
                    .hasMessageEndingWith("; make it readable, or delete it and sync again");
        }
        assertThat(book()).isSymbolicLink();
    }

    @Test
    void aBookOfANewerFormatIsNeverOverwritten() throws Exception {
        String newer = "{\"format\":2,\"something\":\"else\"}\n";
        Files.writeString(book(), newer);
        assertThatThrownBy(() -> keeper().refresh(Acceptance.BY_OPERATOR))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessageContaining(book() + ": written by a newer originwall in format 2; this one reads format 1:"
                        + " upgrade it, or delete the file and sync again");
        assertThat(book()).hasContent(newer);
    }

    @Test
    void theListOfAnotherSourceIsNoBaselineAndNoFallBack() throws Exception {
        keeper().refresh(Acceptance.BY_RULES);
        server.on("/mirror", TestServer.status(404));
        RangeKeeper mirror = keeper(Keeping.cloudflare(server.url("/mirror")));
        assertThatThrownBy(() -> mirror.refresh(Acceptance.BY_RULES))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessageContaining("holds the list of another source (cloudflare " + url + ")");

        server.on("/mirror", TestServer.json(Lists.json("104.16.0.0/20", "2400:cb00::/32")));
        Ranges ranges = mirror.refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.entries()).hasSize(2);
        assertThat(ranges.problems()).singleElement().asString().contains("another source");
        assertThat(mirror.refresh(Acceptance.BY_RULES).problems()).isEmpty();
    }

    @Test
    void anOperatorMayAcceptAListBeyondItsBudgets() throws Exception {
        keeper().refresh(Acceptance.BY_RULES);
        server.on("/ips", TestServer.json(Lists.json("104.16.0.0/13", "2400:cb00::/32", "52.0.0.0/11")));
        assertThat(keeper().refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.CACHED);

        Ranges accepted = keeper().refresh(Acceptance.BY_OPERATOR);
        assertThat(accepted.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(accepted.problems()).isEmpty();
        assertThat(accepted.entries())
                .filteredOn(entry -> entry.graceUntil().isEmpty())
                .hasSize(3);
        assertThat(accepted.entries())
                .as("what went still has its grace")
                .filteredOn(entry -> entry.graceUntil().isPresent())
                .isNotEmpty();
        assertThat(keeper().refresh(Acceptance.BY_RULES).state()).isEqualTo(Ranges.State.FRESH);
    }

    @Test
    void aPreviewWritesNothing() throws Exception {
        Ranges preview = keeper().preview();
        assertThat(preview.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(stateDir).isEmptyDirectory();

        keeper().refresh(Acceptance.BY_RULES);
        byte[] before = Files.readAllBytes(book());
        clock.advance(Duration.ofHours(1));
        server.on("/ips", TestServer.json(Lists.OF_2021));
        assertThat(keeper().preview().entries()).hasSize(21);
        assertThat(book()).hasBinaryContent(before);
    }

    @Test
    void aListThatCannotBeRememberedIsUsedAllTheSame() throws Exception {
        // A directory in the way of the temporary file: root, who runs the tests, is stopped by no permission.
        Files.createDirectories(stateDir.resolve("ranges.json.tmp/in the way"));
        Ranges ranges = keeper().refresh(Acceptance.BY_RULES);
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(ranges.entries()).hasSize(22);
        assertThat(ranges.problems()).anyMatch(problem -> problem.contains("the list cannot be remembered"));
    }

    @Test
    void withoutIpv6TheListIsJudgedWholeAndGivenOutInPart() throws Exception {
        Ranges ranges = keeper(Keeping.cloudflare(url).withoutIpv6()).refresh(Acceptance.BY_RULES);
        assertThat(ranges.entries()).hasSize(15).allMatch(entry -> entry.block().family() == Family.IPV4);
        assertThat(keeper().lastGood().entries()).as("the book has it all").hasSize(22);
        server.on("/ips", TestServer.json(Lists.OF_2026.replace("2400:cb00::", "fe80::")));
        assertThat(keeper(Keeping.cloudflare(url).withoutIpv6())
                        .refresh(Acceptance.BY_RULES)
                        .state())
                .isEqualTo(Ranges.State.CACHED);
    }

    @Test
    void chinaIsListedOnlyWhenItIsAskedFor() throws Exception {
        String withChina = Lists.OF_2026.replace(
                "\"etag\"", "\"jdcloud_cidrs\":[\"116.198.32.0/20\",\"2408:4000::/32\"],\"etag\"");
        server.on("/ips", TestServer.json(withChina));
        assertThat(keeper().refresh(Acceptance.BY_RULES).entries()).hasSize(22);
        assertThat(server.asked().get(0)).hasToString("/ips");

        Ranges ranges = keeper(Keeping.cloudflare(url).networks(RangesConfig.Network.JDCLOUD))
                .refresh(Acceptance.BY_RULES);
        assertThat(ranges.entries()).hasSize(24);
        assertThat(server.asked().get(1)).hasToString("/ips?networks=jdcloud");

        server.on("/ips", TestServer.json(Lists.OF_2026));
        assertThat(keeper(Keeping.cloudflare(url).networks(RangesConfig.Network.JDCLOUD))
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
            Ranges ranges = keeper(Keeping.cloudflare(URI.create(address))).refresh(Acceptance.BY_RULES);
            assertThat(ranges.state()).isEqualTo(Ranges.State.EMBEDDED);
            assertThat(ranges.problems().get(0)).doesNotContain("secret");
        }
        assertThat(server.requests()).isEmpty();
    }
}
