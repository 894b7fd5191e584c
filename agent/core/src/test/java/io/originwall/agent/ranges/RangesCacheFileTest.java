package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.originwall.agent.ranges.RangesCacheFile.Found;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.net.Cidr;
import io.originwall.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RangesCacheFileTest {
    private final CachedRanges cached = new CachedRanges(
            "cloudflare https://api.cloudflare.com/client/v4/ips",
            new Validators(Optional.of("W/\"38f7\\9\""), Optional.of("Sun, 22 Nov 2026 09:00:00 GMT")),
            Instant.parse("2026-11-22T10:00:00.123456789Z"),
            Lists.listing(Lists.OF_2026),
            new TreeMap<>(Map.of(
                    Instant.parse("2026-11-21T09:00:00Z"), List.of(Cidr.parse("104.28.0.0/14")),
                    Instant.parse("2026-11-22T10:00:00Z"), List.of(Cidr.parse("199.27.128.0/21")))));
    private Path directory;
    private RangesCacheFile file;

    @BeforeEach
    void start(@TempDir Path temporary) {
        directory = temporary.resolve("made/when/needed");
        file = new RangesCacheFile(new DirectoryStore(new StateDirectory(directory)));
    }

    private Path path() {
        return directory.resolve("ranges.json");
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        file.replace(cached);
        assertThat(file.read()).isEqualTo(new Found.Valid(cached));
        CachedRanges plain = new CachedRanges(
                cached.source(), Validators.NONE, cached.fetchedAt(), Lists.blocks("104.16.0.0/13"), new TreeMap<>());
        file.replace(plain);
        assertThat(file.read()).isEqualTo(new Found.Valid(plain));
    }

    @Test
    void nothingIsFoundWhereNothingWasWritten() {
        assertThat(file.read()).isEqualTo(new Found.Nothing());
    }

    @Test
    void itsFormIsThis() throws Exception {
        file.replace(new CachedRanges(
                "url https://example.com/list",
                new Validators(Optional.of("\"v1\""), Optional.empty()),
                Instant.parse("2026-11-22T10:00:00Z"),
                Lists.blocks("104.16.0.0/13"),
                new TreeMap<>(Map.of(Instant.parse("2026-11-21T09:00:00Z"), List.of(Cidr.parse("104.28.0.0/14"))))));
        assertThat(Files.readString(path()))
                .isEqualTo("""
                        {"format":1,"sha256":"%s","book":
                        {"source":"url https://example.com/list","fetchedAt":"2026-11-22T10:00:00Z","httpEtag":"\\"v1\\"",\
                        "ranges":["104.16.0.0/13"],"missing":[{"since":"2026-11-21T09:00:00Z","ranges":["104.28.0.0/14"]}]}}
                        """.formatted(Files.readString(path()).substring(22, 86)));
    }

    @Test
    void tornAtAnyByteItIsRefused() throws Exception {
        file.replace(cached);
        byte[] whole = Files.readAllBytes(path());
        for (int length = 0; length < whole.length; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));
            assertThat(file.read())
                    .as("cut after %d bytes", length)
                    .isEqualTo(new Found.Unusable(path() + " was torn or edited: its checksum does not fit"));
        }
    }

    @Test
    void withAnyByteChangedItIsRefused() throws Exception {
        file.replace(cached);
        byte[] whole = Files.readAllBytes(path());
        for (int i = 0; i < whole.length; i++) {
            byte[] edited = whole.clone();
            edited[i] = (byte) (edited[i] == '7' ? '8' : '7');
            Files.write(path(), edited);
            assertThat(file.read()).as("byte %d changed", i).isNotInstanceOf(Found.Valid.class);
        }
    }

    @Test
    void zeroedBlocksAndDoubledFilesAreRefused() throws Exception {
        file.replace(cached);
        byte[] whole = Files.readAllBytes(path());
        Files.write(path(), new byte[whole.length]);
        assertThat(file.read()).isInstanceOf(Found.Unusable.class);
        byte[] twice = Arrays.copyOf(whole, whole.length * 2);
        System.arraycopy(whole, 0, twice, whole.length, whole.length);
        Files.write(path(), twice);
        assertThat(file.read()).isInstanceOf(Found.Unusable.class);
    }

    @Test
    void aFittingChecksumDoesNotMakeNonsenseABook() throws Exception {
        Files.createDirectories(directory);
        for (String nonsense : List.of(
                "{}}\n",
                "[]}\n",
                "{\"ranges\":[\"10.0.0.1/8\"]}}\n",
                "{\"source\":1}}\n",
                "{\"missing\":{}}}\n",
                "x",
                "")) {
            byte[] body = nonsense.getBytes(StandardCharsets.UTF_8);
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            Files.writeString(path(), "{\"format\":1,\"sha256\":\"" + sum + "\",\"book\":\n" + nonsense);
            assertThat(file.read())
                    .as(nonsense)
                    .isInstanceOfSatisfying(
                            Found.Unusable.class,
                            unusable -> assertThat(unusable.problem()).startsWith(path() + " is not a ranges cache: "));
        }
    }

    /** Whoever may write the file may also write a sum that fits. */
    @ParameterizedTest
    @MethodSource("valuesBeyondBounds")
    void valuesBeyondTheirBoundsAreRefusedThoughTheSumFits(String from, String to) throws Exception {
        file.replace(cached);
        String body = Files.readString(path()).lines().skip(1).findFirst().orElseThrow() + "\n";
        assertThat(body).contains(from);
        write(body.replace(from, to));
        assertThat(file.read())
                .isInstanceOfSatisfying(
                        Found.Unusable.class,
                        unusable -> assertThat(unusable.problem())
                                .startsWith(path() + " is not a ranges cache: ")
                                .hasSizeLessThan(500));
        write(body);
        assertThat(file.read()).isInstanceOf(Found.Valid.class);
    }

    static Stream<Arguments> valuesBeyondBounds() {
        String since = "2026-11-21T09:00:00Z";
        String fetched = "2026-11-22T10:00:00.123456789Z";
        String longest = "\"source\":\"" + "x".repeat(10_000);
        String blocks = "\"104.28.0.0/14\"" + ",\"104.28.0.0/14\"".repeat(2 * PublishedRanges.MAX_BLOCKS);
        return Stream.of(
                argumentSet("missing since the end of time", since, "" + Instant.MAX),
                argumentSet("missing since its beginning", since, "" + Instant.MIN),
                argumentSet("fetched at the end of time", fetched, "" + Instant.MAX),
                argumentSet("fetched at its beginning", fetched, "" + Instant.MIN),
                argumentSet("fetched before there was a list", fetched, "1999-12-31T23:59:59Z"),
                argumentSet("fetched by a far descendant", fetched, "9000-01-01T00:00:01Z"),
                argumentSet("a long text", "\"source\":\"", longest),
                argumentSet(
                        "many texts",
                        "\"source\"",
                        IntStream.range(0, 20)
                                        .mapToObj(i -> "\"" + i + "\":\"x\",")
                                        .collect(Collectors.joining())
                                + "\"source\""),
                argumentSet("many blocks", "\"104.28.0.0/14\"", blocks));
    }

    private void write(String body) throws Exception {
        Files.writeString(
                path(), "{\"format\":1,\"sha256\":\"" + Sha256.hex(Lists.bytes(body)) + "\",\"book\":\n" + body);
    }

    @Test
    void moreThanIsReadIsNotWritten() throws Exception {
        file.replace(cached);
        List<Cidr> many = Collections.nCopies(2 * PublishedRanges.MAX_BLOCKS, Cidr.parse("104.28.0.0/14"));
        assertThatIOException()
                .isThrownBy(() -> file.replace(new CachedRanges(
                        cached.source(),
                        cached.validators(),
                        cached.fetchedAt(),
                        cached.list(),
                        new TreeMap<>(Map.of(cached.fetchedAt(), many)))));
        assertThat(file.read()).isEqualTo(new Found.Valid(cached));
    }

    @Test
    void aNewerFormatIsToldFromATornFile() throws Exception {
        Files.createDirectories(directory);
        Files.writeString(path(), "{\"format\":12,\"sum\":\"of another kind\"}");
        assertThat(file.read())
                .isEqualTo(new Found.Untouchable(path() + ": written by a newer originwall in format 12; this one reads"
                        + " format 1: upgrade it, or delete the file and sync again"));
        Files.writeString(path(), "{\"format\":0,\"sha256\":\"\"}");
        assertThat(file.read()).isInstanceOf(Found.Unusable.class);
    }

    @Test
    void aListThatSomebodyElseWroteMeanwhileIsNotWrittenOver() throws Exception {
        file.replace(cached);
        RangesCacheFile.Stored before = file.stored();
        CachedRanges other = new CachedRanges(
                cached.source(), Validators.NONE, cached.fetchedAt(), Lists.blocks("104.16.0.0/13"), new TreeMap<>());
        file.write(other, before.version());

        assertThatIOException().isThrownBy(() -> file.write(cached, before.version()));
        assertThatIOException().isThrownBy(() -> file.write(cached, Optional.empty()));

        assertThat(file.read()).isEqualTo(new Found.Valid(other));
    }

    @Test
    void whatIsTornCanBeWrittenAnew() throws Exception {
        file.replace(cached);
        Files.writeString(path(), "torn");
        file.write(cached, file.stored().version());
        Files.write(path(), new byte[(32 << 20) + 1]);
        assertThat(file.read()).isEqualTo(new Found.Unusable(path() + " is longer than any that originwall writes"));

        file.write(cached, file.stored().version());

        assertThat(file.read()).isEqualTo(new Found.Valid(cached));
    }

    @Test
    void whereItCannotBeWrittenTheOldOneStays() throws Exception {
        file.replace(cached);
        byte[] before = Files.readAllBytes(path());
        // A directory in the way of the temporary file: root, who runs the tests, is stopped by no permission.
        Files.createDirectories(directory.resolve("ranges.json.tmp/in the way"));
        assertThatIOException().isThrownBy(() -> file.replace(cached));
        assertThat(path()).hasBinaryContent(before);
    }

    @Test
    void whatAKillLeftBehindIsOverwritten() throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("ranges.json.tmp"), "half a bo");
        file.replace(cached);
        assertThat(file.read()).isEqualTo(new Found.Valid(cached));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(path(), directory.resolve("documents.lock"));
        }
    }

    @Test
    void aDirectoryInItsPlaceIsReported() throws Exception {
        Files.createDirectories(path());
        assertThat(file.read())
                .isInstanceOfSatisfying(
                        Found.Unreadable.class,
                        untouchable -> assertThat(untouchable.problem()).startsWith(path() + " cannot be read: "));
    }
}
