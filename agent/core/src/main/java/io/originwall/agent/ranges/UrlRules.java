package io.originwall.agent.ranges;

import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.text.Sha256;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which addresses may be asked, and where an answer may send us. Pure: no name is resolved here. */
final class UrlRules {
    private static final AddressSet LOOPBACK =
            AddressSet.ofBlocks(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")));

    private UrlRules() {}

    /** What is wrong with asking this url; empty where nothing is. */
    static Optional<String> objection(URI url) {
        String scheme = scheme(url);
        if (url.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            return Optional.of("not an https:// address");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("an address with a user or a password in it is not supported");
        }
        if (url.getPort() != -1 && (url.getPort() < 1 || url.getPort() > 65535)) {
            return Optional.of("the port must be 1–65535");
        }
        if (scheme.equals("http") && !isLoopback(host(url))) {
            return Optional.of("http:// is taken only from a loopback address; use https://");
        }
        return Optional.empty();
    }

    /**
     * Is this redirect followed? Only from https to https and within one registrable host. Without a public suffix list that can be told
     * for sure only of the same host, its parents and its children ({@code example.com} and {@code www.example.com}); siblings are refused.
     */
    static boolean mayRedirect(URI from, URI to) {
        return scheme(from).equals("https")
                && scheme(to).equals("https")
                && objection(to).isEmpty()
                && isSameOrNested(host(from), host(to));
    }

    /** The url as it may be logged: without user, password and fragment, and {@code ?…} for a query, which may hold a token. */
    static String shown(URI url) {
        return withoutQuery(url) + (url.getRawQuery() == null ? "" : "?…");
    }

    /** The same text for the same url, and none of its secrets: a hash stands for the query. */
    static String marked(URI url) {
        return withoutQuery(url)
                + Optional.ofNullable(url.getRawQuery())
                        .map(query -> "?sha256=" + Sha256.hex(query))
                        .orElse("");
    }

    private static String withoutQuery(URI url) {
        String text = url.toString().split("[?#]", 2)[0];
        return url.getRawUserInfo() == null ? text : text.replace(url.getRawUserInfo() + "@", "");
    }

    private static boolean isSameOrNested(String a, String b) {
        return a.equals(b) || isChild(a, b) || isChild(b, a);
    }

    private static boolean isChild(String child, String parent) {
        // A parent of one label would be a top-level domain; one of digits, as "2.1" is of 192.0.2.1, is no host to
        // URI.
        return parent.indexOf('.') > 0 && child.endsWith("." + parent);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || address(host).filter(LOOPBACK::contains).isPresent();
    }

    private static Optional<Address> address(String host) {
        try {
            return Optional.of(Address.parse(host));
        } catch (AddressFormatException e) {
            return Optional.empty();
        }
    }

    private static String scheme(URI url) {
        return Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    }

    private static String host(URI url) {
        String host = Optional.ofNullable(url.getHost()).orElse("").toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
