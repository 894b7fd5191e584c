package io.originwall.agent.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One header of an HTTP request, as a user gives it. Its value may be a secret and is never shown. */
public record HttpHeader(String name, String value) {
    /** RFC 9110, 5.5 and 5.6.2: a token, and a value of visible characters, spaces and tabs. */
    private static final Pattern FORM =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): *([\\x21-\\x7e](?:[\\t\\x20-\\x7e]*[\\x21-\\x7e])?) *");

    /** These are the HTTP client's own; it would drop or refuse them. */
    private static final Set<String> TAKEN =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    static HttpHeader parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a header: write \"Name: value\" in plain ASCII");
        }
        if (TAKEN.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("this header is not yours to set");
        }
        return new HttpHeader(matcher.group(1), matcher.group(2));
    }

    @Override
    public String toString() {
        return name + ": …";
    }
}
