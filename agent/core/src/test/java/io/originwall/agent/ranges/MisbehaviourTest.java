package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.http.RawServer;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.time.Backoff;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What happened to real users. The good list of 2026 is in the cache; then the source misbehaves. The list in force stays what it was, the
 * book is not touched by a byte, and the problem names the source and what is wrong with it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MisbehaviourTest {
    private static final String HTML = "<!DOCTYPE html><html><body><h1>%s</h1></body></html>";

    private final TestServer server = TestServer.http();
    private final URI url = server.url("/ips");
    private Path stateDir;
    private Ranges good;
    private byte[] cached;

    @BeforeEach
    void aGoodListIsInTheBook(@TempDir Path directory) throws Exception {
        stateDir = directory;
        server.on("/ips", TestServer.json(Lists.OF_2026));
        good = rangesService(Keeping.cloudflare(url)).refresh(Acceptance.BY_RULES);
        cached = Files.readAllBytes(stateDir.resolve("ranges.json"));
        assertThat(good.state()).isEqualTo(Ranges.State.FRESH);
        assertThat(good.entries()).hasSize(22);
        assertThat(good.problems()).isEmpty();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RangesService rangesService(Keeping keeping) {
        return keeping.in(stateDir, new MovableClock());
    }

    @Test
    void anHtmlPage() throws Exception {
        server.on("/ips", TestServer.answer(200, "text/html; charset=UTF-8", HTML.formatted("Welcome")));
        assertNothingChanges("answered with an HTML page");
    }

    @Test
    void anHtmlPageThatCallsItselfJson() throws Exception {
        server.on("/ips", TestServer.json(HTML.formatted("Welcome")));
        assertNothingChanges("not whole JSON");
    }

    @Test
    void a502Page() throws Exception {
        server.on("/ips", TestServer.answer(502, "text/html", HTML.formatted("502 Bad Gateway")));
        assertNothingChanges("answered 502");
    }

    @ParameterizedTest
    @CsvSource({"403, answered 403", "200, answered with an HTML page"})
    void sorryYouHaveBeenBlocked(int status, String problem) throws Exception {
        server.on("/ips", TestServer.answer(status, "text/html", HTML.formatted("Sorry, you have been blocked")));
        assertNothingChanges(problem);
    }

    @Test
    void anEmptyBody() throws Exception {
        server.on("/ips", TestServer.json(""));
        assertNothingChanges("not a JSON object");
    }

    @Test
    void noContent() throws Exception {
        server.on("/ips", TestServer.status(204));
        assertNothingChanges("answered 204");
    }

    @Test
    void notModifiedAlthoughNobodyAsked() throws Exception {
        server.on("/ips", TestServer.status(304));
        assertNothingChanges("answered 304");
    }

    @Test
    void aNullResult() throws Exception {
        server.on("/ips", TestServer.json("{\"result\":null,\"success\":true,\"errors\":[],\"messages\":[]}"));
        assertNothingChanges("\"result\" is not an object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":null,\"success\":false,\"errors\":[{\"code\":1015,\"message\":\"You are being rate limited\"}]}",
                "{\"success\":false,\"errors\":[],\"result\":{}}",
                "{\"success\":\"true\",\"errors\":[],\"result\":{}}",
            })
    void status200AroundAnError(String answer) throws Exception {
        server.on("/ips", TestServer.json(answer));
        assertNothingChanges(url + ": ");
    }

    @Test
    void errorsBesideAWholeResult() throws Exception {
        server.on("/ips", TestServer.json(Lists.OF_2026.replace("\"errors\":[]", "\"errors\":[{\"code\":1}]")));
        assertNothingChanges("\"errors\" is not empty");
    }

    @Test
    void successThatIsFalseAroundAWholeResult() throws Exception {
        server.on("/ips", TestServer.json(Lists.OF_2026.replace("\"success\":true", "\"success\":false")));
        assertNothingChanges("\"success\" is not true");
    }

    @Test
    void blocksGluedTogether() throws Exception {
        server.on("/ips", TestServer.json(Lists.json("131.0.72.0/22").replace("/22", "/222400:cb00::/32")));
        assertNothingChanges("\"131.0.72.0/222400:cb00::/32\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipv4_cidrs", "ipv6_cidrs"})
    void oneFamilyFineAndTheOtherBroken(String broken) throws Exception {
        for (Function<String, String> breakage : List.<Function<String, String>>of(
                answer -> answer.replace(broken, "renamed"),
                answer -> answer.replaceFirst(broken + "\":\\[[^]]*]", broken + "\":[]"),
                answer -> answer.replaceFirst(broken + "\":\\[[^]]*]", broken + "\":null"),
                answer -> answer.replaceFirst(broken + "\":\\[", broken + "\":[\"not a block\","),
                answer -> answer.replaceFirst(broken + "\":\\[", broken + "\":[42,"))) {
            server.on("/ips", TestServer.json(withNewBlocks(breakage.apply(Lists.OF_2026))));
            assertNothingChanges(url + ": ");
        }
    }

    // A sound new block in both families: nothing of this fetch may be used.
    private static String withNewBlocks(String answer) {
        return answer.replace("\"173.245.48.0", "\"185.1.0.0/22\",\"173.245.48.0")
                .replace("\"2606:4700::", "\"2a00:1::/32\",\"2606:4700::");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "10.1.0.0/16",
                "172.16.0.0/12",
                "192.168.7.0/24",
                "127.0.0.0/8",
                "169.254.0.0/16",
                "224.0.0.0/16",
                "100.64.0.0/16",
                "192.0.2.0/24",
                "198.51.100.0/24",
                "203.0.113.0/24",
                "198.18.0.0/16",
                "240.0.0.0/16",
                "255.255.255.255/32",
                "0.0.0.0/32",
                "192.88.99.0/24",
                "::1/128",
                "::/128",
                "fe80::/64",
                "fc00::/32",
                "fd12:3456::/32",
                "ff02::/32",
                "2001:db8::/32",
                "2002:102:304::/48",
                "3fff::/32",
                "64:ff9b::/96",
                "2001::/32",
                "100::/64",
                "5f00::/32",
                "8000::/32",
                "104.0.0.0/10",
                "2600::/27",
            })
    void aBlockThatIsNobodysCdn(String block) throws Exception {
        server.on("/ips", TestServer.json(plus(block)));
        assertNothingChanges(block);
        assertNothingIsAcceptedFromAnOperatorEither();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "104.16.0.1/13",
                "2400:cb00::1/32",
                "104.016.0.0/13",
                "104.16.0.0/013",
                "::ffff:104.16.0.0/109",
                "::ffff:6810:0/109",
                "2400:cb00::%eth0/32",
                "104.16.0.0",
                "104.16.0.0/33",
                "104.16/13",
                "0x68.16.0.0/13",
                " 104.16.0.0/13",
                "104.16.0.0/13 ",
                "104.16.0.0/+13",
                "",
                "2400:cb00::/129",
                "\\u0661.0.0.0/13",
            })
    void aBlockThatIsNotWellFormed(String block) throws Exception {
        server.on("/ips", TestServer.json(plus(block)));
        assertNothingChanges("ipv4_cidrs[0]: \"");
        assertNothingIsAcceptedFromAnOperatorEither();
    }

    private static String plus(String block) {
        String key =
                block.contains(":") && !block.contains(".") && !block.contains("ffff:") && !block.contains("cb00::")
                        ? "ipv6_cidrs"
                        : "ipv4_cidrs";
        return Lists.OF_2026.replace("\"" + key + "\":[", "\"" + key + "\":[\"" + block + "\",");
    }

    @Test
    void aListThatSuddenlyShrinks() throws Exception {
        String[] few = good.entries().stream()
                .map(entry -> entry.block().toString())
                .filter(block -> !block.equals("104.16.0.0/13") && !block.equals("172.64.0.0/13"))
                .toArray(String[]::new);
        server.on("/ips", TestServer.json(Lists.json(few)));
        assertNothingChanges("IPv4 loses 69% of its addresses (max-shrink is 30%)");
        assertNothingChanges("look at it: originwall ranges --refused; to take it: originwall sync --accept ");
    }

    @Test
    void aListThatSuddenlyGrows() throws Exception {
        server.on("/ips", TestServer.json(plus("52.0.0.0/11")));
        assertNothingChanges("IPv4 grows by 138% (max-growth is 50%): 52.0.0.0/11 new");
        assertNothingChanges("look at it: originwall ranges --refused; to take it: originwall sync --accept ");
    }

    @Test
    void aBodyOfMegabytes() throws Exception {
        String padding = " ".repeat(2 << 20);
        server.on("/ips", TestServer.json(Lists.OF_2026 + padding));
        assertNothingChanges("longer than 1048576 bytes");
        server.on("/ips", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0); // chunked: no length to refuse it by
            try (var out = exchange.getResponseBody()) {
                out.write(Lists.bytes(Lists.OF_2026 + padding));
            } catch (IOException e) {
                exchange.close(); // the client has left
            }
        });
        assertNothingChanges("longer than 1048576 bytes");
    }

    @Test
    void somethingAfterTheDocument() throws Exception {
        server.on("/ips", TestServer.json(Lists.OF_2026 + Lists.OF_2026));
        assertNothingChanges("something follows the JSON document");
    }

    @Test
    void aKeyTwice() throws Exception {
        server.on(
                "/ips",
                TestServer.json(Lists.OF_2026.replace("\"success\":true", "\"success\":false,\"success\":true")));
        assertNothingChanges(url + ": ");
        server.on("/ips", TestServer.json(Lists.OF_2026.replace("\"errors\":", "\"messages\":[],\"errors\":")));
        assertNothingChanges("Duplicate");
    }

    @Test
    void anAnswerInACodingNobodyAskedFor() throws Exception {
        server.on("/ips", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            TestServer.json(Lists.OF_2026).handle(exchange);
        });
        assertNothingChanges("answered in the coding gzip");
    }

    @Test
    void aRedirectFromLoopback() throws Exception {
        server.on("/else", TestServer.json(Lists.OF_2021)).on("/ips", TestServer.redirect(302, "/else"));
        assertNothingChanges("redirects to /else");
        assertThat(server.asked()).noneMatch(asked -> asked.getPath().equals("/else"));
    }

    @Test
    void aPortWhereNobodyListens() throws Exception {
        server.close();
        assertNothingChanges("Connect: Connection refused");
    }

    @Test
    void aConnectionResetInTheMiddle() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + Lists.OF_2026.length();
        try (RawServer raw = new RawServer((client, out) -> {
            out.write(Lists.bytes(head + "\r\n\r\n" + Lists.OF_2026.substring(0, 300)));
            out.flush();
            reset(client);
        })) {
            assertNothingChanges(Keeping.cloudflare(raw.url()), "the answer was cut off: Connection reset");
        }
    }

    // SO_LINGER 0: close() sends RST and not FIN.
    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 527', the answer was cut off: ",
        "'Transfer-Encoding: chunked', the answer was cut off: Truncated chunk",
        "'Connection: close', not whole JSON"
    })
    void anAnswerCutOff(String framing, String problem) throws Exception {
        String chunk = framing.contains("chunked") ? "20f\r\n" : "";
        try (RawServer raw = new RawServer(
                (client, out) -> out.write(Lists.bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing
                        + "\r\n\r\n" + chunk + Lists.OF_2026.substring(0, 300))))) {
            assertNothingChanges(Keeping.cloudflare(raw.url()), problem);
        }
    }

    /** Whole by either of the two, so that only their being there is what is wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 538\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 538"
            })
    void anAnswerThatSaysTwiceWhereItEnds(String framing) throws Exception {
        byte[] list = Lists.bytes(Lists.OF_2026);
        try (RawServer raw = new RawServer((client, out) -> {
            out.write(Lists.bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing + "\r\n\r\n"
                    + Integer.toHexString(list.length) + "\r\n"));
            out.write(list);
            out.write(Lists.bytes("\r\n0\r\n\r\n"));
        })) {
            assertNothingChanges(
                    Keeping.cloudflare(raw.url()),
                    "the answer has both Content-Length and Transfer-Encoding, so that nobody knows where it ends");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\n', 'X-Slow: yes\r\n'",
        "'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n', ' '",
        "'HTTP/1.1 200 ', 'O'",
        "'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n', '0'",
        "'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n', 'x'",
    })
    void aServerThatDribbles(String head, String forever) throws Exception {
        HttpLimits limits = new HttpLimits(
                Duration.ofSeconds(5),
                Duration.ofMillis(400),
                Duration.ofMillis(600),
                5,
                new Backoff(Duration.ofMillis(1), Duration.ofSeconds(10)),
                1 << 20);
        try (RawServer raw = new RawServer(RawServer.dribble(head, forever))) {
            assertNothingChanges(Keeping.cloudflare(raw.url()).with(limits), "no whole answer within");
            assertThat(raw.cut().await(20, TimeUnit.SECONDS))
                    .as("the connection is cut, not left to dribble on")
                    .isTrue();
        }
    }

    @Test
    void headersWithoutEnd() throws Exception {
        HttpLimits limits = new HttpLimits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                1,
                new Backoff(Duration.ofMillis(1), Duration.ofSeconds(10)),
                1 << 20);
        try (RawServer raw = new RawServer((client, out) -> {
            out.write(Lists.bytes("HTTP/1.1 200 OK\r\n"));
            while (true) {
                out.write(Lists.bytes("X-More: of the same\r\n".repeat(400)));
            }
        })) {
            assertNothingChanges(Keeping.cloudflare(raw.url()).with(limits), raw.url() + ": ");
            assertThat(raw.cut().await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aServerThatSpeaksSomethingElse() throws Exception {
        try (RawServer raw = new RawServer((client, out) -> out.write(Lists.bytes("220 mail.example ESMTP\r\n")))) {
            assertNothingChanges(Keeping.cloudflare(raw.url()), raw.url() + ": ");
        }
    }

    private void assertNothingChanges(String problem) throws Exception {
        assertNothingChanges(Keeping.cloudflare(url), problem);
    }

    /** The source may stand elsewhere: then a cache of that source with the same list is put there first. */
    private void assertNothingChanges(Keeping keeping, String problem) throws Exception {
        ListSource source = ListSource.of(keeping.ranges());
        if (!source.equals(ListSource.of(Keeping.cloudflare(url).ranges()))) {
            RangesCacheFile file = new RangesCacheFile(new DirectoryStore(new StateDirectory(stateDir)));
            if (file.read() instanceof RangesCacheFile.Found.Valid found) {
                CachedRanges b = found.cached();
                file.replace(new CachedRanges(source.identity(), b.validators(), b.fetchedAt(), b.list(), b.missing()));
                cached = Files.readAllBytes(stateDir.resolve("ranges.json"));
            }
        }
        Ranges now = rangesService(keeping).refresh(Acceptance.BY_RULES);
        assertThat(now.problems())
                .singleElement()
                .asString()
                .startsWith(source.shown() + ": ")
                .contains(problem)
                .endsWith("; the list of 2026-11-22T10:00:00Z stays in force")
                .doesNotContain("\n");
        assertThat(now.state()).isEqualTo(Ranges.State.CACHED);
        assertThat(now.entries()).isEqualTo(good.entries());
        assertThat(Files.readAllBytes(stateDir.resolve("ranges.json"))).isEqualTo(cached);
        try (var files = Files.list(stateDir)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isSubsetOf("ranges.json", "refused-ranges.json", "documents.lock");
        }
    }

    private void assertNothingIsAcceptedFromAnOperatorEither() throws Exception {
        RangesService rangesService = rangesService(Keeping.cloudflare(url));
        String digest = rangesService.refused().map(RefusedRanges::digest).orElse("00000000");
        Ranges now = rangesService.refresh(Acceptance.of(digest));
        assertThat(now.state()).isEqualTo(Ranges.State.CACHED);
        assertThat(now.problems()).singleElement().asString().doesNotContain("--accept");
        assertThat(Arrays.equals(Files.readAllBytes(stateDir.resolve("ranges.json")), cached))
                .isTrue();
    }
}
