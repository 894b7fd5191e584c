package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.http.RawServer;
import io.originwall.net.Cidr;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that are not Cloudflare's: at a url, in a file. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProvidersTest {
    private final TestServer server = TestServer.http();
    private final URI url = server.url("/list");
    private Path directory;

    @BeforeEach
    void start(@TempDir Path temporary) {
        directory = temporary;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Ranges refresh(Keeping keeping) throws NoTrustworthyRangesException {
        return keeping.in(directory.resolve("state"), new MovableClock()).refresh(Acceptance.BY_RULES);
    }

    private Ranges fromUrl(String body) throws NoTrustworthyRangesException {
        server.on("/list", TestServer.text(body));
        return refresh(Keeping.of(RangesConfig.Provider.URL, url).with(HttpLimits.forList(false)));
    }

    private Ranges fromFile(URI path) throws NoTrustworthyRangesException {
        return refresh(Keeping.of(RangesConfig.Provider.FILE, path));
    }

    private static List<String> blocks(Ranges ranges) {
        return ranges.entries().stream().map(entry -> entry.block().toString()).toList();
    }

    @Test
    void aUrlMayHoldAPlainList() throws Exception {
        Ranges ranges = fromUrl("# ours\n\n151.101.0.0/16 # here\r\n2a04:4e40::/32\n151.101.0.0/16");
        assertThat(ranges.origin()).isEqualTo(url.toString());
        assertThat(ranges.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(blocks(ranges)).containsExactly("151.101.0.0/16", "2a04:4e40::/32");
        assertThat(ranges.etag()).isEmpty();
    }

    @Test
    void aTokenInTheUrlIsNeitherToldNorKept() throws Exception {
        server.on("/list", TestServer.text("151.101.0.0/16"));
        URI secret = URI.create(url + "?token=s3cret");
        URI rotated = URI.create(url + "?token=n3wer");
        Ranges ranges = refresh(Keeping.of(RangesConfig.Provider.URL, secret).with(HttpLimits.forList(false)));

        assertThat(ranges.origin()).isEqualTo(url + "?…");
        assertThat(directory.resolve("state/ranges.json")).content().doesNotContain("s3cret");
        assertThatThrownBy(() -> Keeping.of(RangesConfig.Provider.URL, rotated)
                        .in(directory.resolve("state"), new MovableClock())
                        .lastGood())
                .hasMessageContaining("holds the list of another source (url " + url + "?…)")
                .hasMessageNotContainingAny("s3cret", "n3wer");
    }

    @Test
    void aUrlMayHoldOneFamilyOnly() throws Exception {
        assertThat(blocks(fromUrl("151.101.0.0/16"))).containsExactly("151.101.0.0/16");
    }

    @Test
    void aUrlMayHoldJson() throws Exception {
        assertThat(fromUrl(Lists.OF_2026).entries()).hasSize(22);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# nothing",
                "151.101.0.0",
                "151.101.0.0/16 151.102.0.0/16",
                " 151.101.0.0/16",
                "151.101.0.0/16,",
                "151.101.0.0/16\r151.102.0.0/16",
                "[\"151.101.0.0/16\"]",
                "\uFEFF151.101.0.0/16",
                "151.101.0.0/16\u0000",
                "131.0.72.0/222400:cb00::/32",
                "; comment\n151.101.0.0/16",
                "{}"
            })
    void anythingElseIsRefused(String body) {
        assertThatThrownBy(() -> fromUrl(body))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessageStartingWith("no trustworthy ranges: " + url + ": ")
                .hasMessageEndingWith("; there has never been a good list of " + url);
    }

    @Test
    void theEmbeddedCopyIsNotForOthers() {
        assertThatThrownBy(() -> Keeping.of(RangesConfig.Provider.URL, url)
                        .in(directory, new MovableClock())
                        .lastGood())
                .hasMessage("no trustworthy ranges: there has never been a good list of " + url);
    }

    @Test
    void withATornBookItTakesAPersonToAcceptAList() throws Exception {
        fromUrl("151.101.0.0/16");
        Path cached = directory.resolve("state/ranges.json");
        byte[] torn = Arrays.copyOf(Files.readAllBytes(cached), 150);
        Files.write(cached, torn);
        assertThatThrownBy(() -> fromUrl("151.101.0.0/16"))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessage("no trustworthy ranges: " + url + ": not taken: the last good list, its measure, is lost;"
                        + " look at it: originwall ranges --refused; to take it: originwall sync --accept "
                        + Lists.blocks("151.101.0.0/16").digest().substring(0, 12) + "; " + cached
                        + " was torn or edited: its checksum does not fit");
        assertThat(cached).hasBinaryContent(torn);

        RangesService rangesService =
                Keeping.of(RangesConfig.Provider.URL, url).in(directory.resolve("state"), new MovableClock());
        assertThat(blocks(rangesService.refresh(
                        Acceptance.of(Lists.blocks("151.101.0.0/16").digest()))))
                .containsExactly("151.101.0.0/16");
        assertThat(fromUrl("151.101.0.0/16").problems()).isEmpty();
    }

    @Test
    void aPlainListWhoseEndIsUnknownIsRefused() {
        try (RawServer raw = new RawServer((client, out) -> out.write(
                Lists.bytes("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n151.101.0.0/16\n151.102.0.0/16")))) {
            assertThatThrownBy(() -> refresh(Keeping.of(RangesConfig.Provider.URL, raw.url())))
                    .hasMessageContaining("a plain list without Content-Length may have been cut off");
        }
    }

    @Test
    void aFileIsNamedByItsPathOrItsUri() throws Exception {
        Path file = Files.writeString(directory.resolve("list.txt"), "151.101.0.0/16\n");
        Ranges ranges = fromFile(URI.create(file.toString()));
        assertThat(blocks(ranges)).containsExactly("151.101.0.0/16");
        assertThat(ranges.origin()).isEqualTo(file.toString());
        assertThat(blocks(fromFile(file.toUri()))).containsExactly("151.101.0.0/16");
        Files.writeString(file, Lists.OF_2026);
        assertThat(fromFile(URI.create("file:" + file)).entries()).hasSize(22);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list.txt", "./list.txt", "file:list.txt", "file://host/list", "https://example.com/list"})
    void aPathThatMeansADifferentFileToEachIsRefused(String path) {
        assertThatThrownBy(() -> fromFile(URI.create(path)))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessageStartingWith("no trustworthy ranges: " + path + ": ");
    }

    @ParameterizedTest
    @CsvSource({"/dev/zero, not a regular file", "/, not a regular file", "/no/such/file, no such file"})
    void whatIsNoRegularFileIsNotRead(String path, String problem) {
        assertThatThrownBy(() -> fromFile(URI.create(path)))
                .isInstanceOf(NoTrustworthyRangesException.class)
                .hasMessageContaining(path + ": " + problem);
    }

    @Test
    void aFileOfMegabytesIsRefused() throws Exception {
        Path file = directory.resolve("big");
        Files.write(file, new byte[(16 << 20) + 1]);
        assertThatThrownBy(() -> fromFile(URI.create(file.toString())))
                .hasMessageContaining("the file is longer than 16777216 bytes");
    }

    @Test
    void aHundredThousandBlocksGoThroughAndComeBack() throws Exception {
        String list = IntStream.range(0, 100_000)
                .mapToObj(i -> (i < 50_000 ? "52." + i / 2500 + "." : "152." + (i - 50_000) / 2500 + ".")
                        + i % 2500 / 10 + "." + i % 10 * 16 + "/29")
                .collect(Collectors.joining("\n"));
        Ranges ranges = fromUrl(list);
        assertThat(ranges.entries()).hasSize(100_000);
        Ranges cached = Keeping.of(RangesConfig.Provider.URL, url)
                .in(directory.resolve("state"), new MovableClock())
                .lastGood();
        assertThat(cached.entries()).isEqualTo(ranges.entries());

        Ranges fewer = fromUrl(list.substring(0, list.indexOf("152.15.")).stripTrailing());
        assertThat(fewer.entries().stream()
                        .map(RangeEntry::block)
                        .map(Cidr::network)
                        .distinct())
                .hasSize(100_000);
    }
}
