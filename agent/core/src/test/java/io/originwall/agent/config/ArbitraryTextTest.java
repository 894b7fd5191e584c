package io.originwall.agent.config;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.originwall.testing.Generator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever the file holds, it is read or refused with a place and a reason; nothing else happens, and that soon. */
class ArbitraryTextTest {
    private static final Duration LIVE = Duration.ofSeconds(30);

    /** A config with a value of every kind in it, one token an element. */
    private static final List<String> TOKENS = tokens("""
            ranges : { provider : cloudflare , url : https://example.com/ , cross-check : [ ] , ipv6 : true , every : 1h } \n \
            trust : \n \
              shortest-prefix : { ipv4 : 11 } \n \
              max-growth : 50% \n \
              removal-grace : 24h \n \
            allow : [ 192.0.2.0/24 , " 2001:db8::/32 " ] \n \
            guard : \n \
              ports : \n \
              - 80/tcp \n \
              - 443/tcp \n \
              mode : enforce \n \
            targets : \n \
            - name : host \n \
              type : nftables \n \
            http : { listen : off } \n""");

    @Test
    void bytesAreReadOrRefused() {
        forAll(any -> {
            byte[] bytes = any.bytes(200);
            readOrRefused(bytes);
        });
    }

    @Test
    void textIsReadOrRefused() {
        forAll(any -> {
            String text = any.text();
            readOrRefused(text.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void yamlishTextIsReadOrRefused() {
        forAll(any -> {
            String text = yamlish(any);
            readOrRefused(text.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void aMangledConfigIsReadOrRefused() {
        forAll(any -> {
            String text = mangled(any);
            readOrRefused(text.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void readOrRefused(byte[] bytes) {
        assertTimeoutPreemptively(LIVE, () -> {
            try {
                assertThat(TestConfig.load(bytes).targets()).isNotEmpty();
            } catch (ConfigException e) {
                assertThat(e.problems())
                        .isNotEmpty()
                        .extracting(Problem::toString)
                        .allMatch(line -> line.startsWith("config.yaml:") && !line.contains("\n"));
            }
        });
    }

    private static String yamlish(Generator any) {
        List<String> pieces = List.of(
                "targets",
                "guard",
                "ports",
                ":",
                ": ",
                "- ",
                "-",
                "[",
                "]",
                "{",
                "}",
                ",",
                ", ",
                "\n",
                "\n  ",
                "\t",
                "&a",
                "*a",
                "!!str",
                "!",
                "? ",
                "|",
                ">",
                "|2\n",
                "'",
                "\"",
                "\\",
                "#",
                " #",
                "%YAML 1.1",
                "---",
                "...",
                "<<",
                "~",
                "null",
                "true",
                "-0",
                "0x",
                "0b",
                "1_000",
                "1:20",
                ".inf",
                "1e999",
                "2001-01-01",
                "=",
                "@",
                "`",
                "${PORT}",
                "${",
                "$${",
                "\u0085",
                "\u2028",
                "😀",
                "\r");
        return String.join("", any.list(0, 40, () -> any.oneOf(pieces)));
    }

    /** The config above with some of its tokens dropped, doubled or replaced. */
    private static String mangled(Generator any) {
        List<String> junk = List.of(
                "", "", "x", ":", "-", "[", "}", "\n", "~", "!x", "&x", "*x", "999999999999", "${PORT}", "ports");
        List<String> tokens = new ArrayList<>(TOKENS);
        for (int place : any.list(1, 3, () -> any.between(0, TOKENS.size() - 1))) {
            tokens.set(place, any.oneOf(junk));
        }
        return String.join("", tokens);
    }

    private static List<String> tokens(String text) {
        return List.of(text.split("(?<=\\s)|(?=\\s)", -1));
    }
}
