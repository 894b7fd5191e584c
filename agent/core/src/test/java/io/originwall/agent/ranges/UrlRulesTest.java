package io.originwall.agent.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.cloudflare.com/client/v4/ips",
                "HTTPS://example.com/",
                "https://192.0.2.1:8443/list",
                "http://localhost/ips",
                "http://LOCALHOST:8080/",
                "http://127.0.0.1/",
                "http://127.8.9.1:1/",
                "http://[::1]/",
            })
    void mayBeAsked(String url) {
        assertThat(UrlRules.objection(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/, http:// is taken only from a loopback address; use https://",
        "http://128.0.0.1/, http:// is taken only from a loopback address; use https://",
        "http://localhost.example.com/, http:// is taken only from a loopback address; use https://",
        "http://127.0.0.1.example.com/, http:// is taken only from a loopback address; use https://",
        "http://[::2]/, http:// is taken only from a loopback address; use https://",
        "http://[::ffff:127.0.0.1]/, http:// is taken only from a loopback address; use https://",
        "https://localhost:99999/x, the port must be 1–65535",
        "https://localhost:0/x, the port must be 1–65535",
        "http://127.0.0.1:65536/, the port must be 1–65535",
        "ftp://example.com/, not an https:// address",
        "file:///etc/hosts, not an https:// address",
        "mailto:me@example.com, not an https:// address",
        "example.com/ips, not an https:// address",
        "https:///ips, not an https:// address",
        "https://user:secret@example.com/, an address with a user or a password in it is not supported",
    })
    void mustNotBeAsked(String url, String why) {
        assertThat(UrlRules.objection(URI.create(url))).contains(why);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/a, https://example.com/b, true",
        "https://example.com/a, https://EXAMPLE.com.:8443/b, true",
        "https://example.com/a, https://www.example.com/b, true",
        "https://www.example.com/a, https://example.com/b, true",
        "https://api.cloudflare.com/, https://www.cloudflare.com/, false",
        "https://a.co.uk/, https://b.co.uk/, false",
        "https://example.com/, https://notexample.com/, false",
        "https://example.com/, https://com/, false",
        "https://example.com/, https://example.com.evil.net/, false",
        "https://192.0.2.1/, https://2.1/, false",
        "https://192.0.2.1/, https://192.0.2.1/b, true",
        "https://example.com/, https://example.com:99999/, false",
        "https://example.com/, http://example.com/, false",
        "http://localhost/, http://localhost/b, false",
        "http://localhost/, https://localhost/, false",
        "https://example.com/, https://me@example.com/, false",
    })
    void redirects(String from, String to, boolean followed) {
        assertThat(UrlRules.mayRedirect(URI.create(from), URI.create(to))).isEqualTo(followed);
    }

    @Test
    void neitherAPasswordNorATokenIsEverShown() {
        assertThat(UrlRules.shown(URI.create("https://me:secret@example.com/list?token=b#part")))
                .isEqualTo("https://example.com/list?…");
        assertThat(UrlRules.shown(URI.create("https://example.com/list#part"))).isEqualTo("https://example.com/list");
    }

    @Test
    void theMarkOfAUrlTellsQueriesApartWithoutSayingThem() {
        assertThat(UrlRules.marked(URI.create("https://me:secret@example.com:8443/list")))
                .isEqualTo("https://example.com:8443/list");
        assertThat(UrlRules.marked(URI.create("https://example.com/list?token=secret")))
                .startsWith("https://example.com/list?sha256=")
                .doesNotContain("secret")
                .isEqualTo(UrlRules.marked(URI.create("https://example.com/list?token=secret#part")))
                .isNotEqualTo(UrlRules.marked(URI.create("https://example.com/list?token=other")));
    }
}
