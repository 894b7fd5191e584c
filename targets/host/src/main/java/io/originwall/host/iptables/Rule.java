package io.originwall.host.iptables;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule as {@code iptables-save -c} prints it.
 *
 * @param chain it stands in
 * @param text what follows {@code -A CHAIN}
 * @param packets counted by it
 * @param bytes counted by it
 */
record Rule(String chain, String text, long packets, long bytes) {
    private static final Pattern LINE = Pattern.compile("(?:\\[(\\d+):(\\d+)] )?-A (\\S+)(?: (.*))?");
    private static final Pattern TARGET = Pattern.compile("(?:^|.* )-[jg] (\\S+)(?: .*)?");

    /** Whether a line is a rule is for the caller to know. */
    static Rule parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a rule: " + line);
        }
        boolean counted = matcher.group(1) != null;
        return new Rule(
                matcher.group(3),
                matcher.group(4) == null ? "" : matcher.group(4),
                counted ? Long.parseLong(matcher.group(1)) : 0,
                counted ? Long.parseLong(matcher.group(2)) : 0);
    }

    static boolean is(String line) {
        return LINE.matcher(line).matches();
    }

    /** Where the rule sends a packet: a chain, or a verdict; empty text where it only counts. */
    String target() {
        Matcher matcher = TARGET.matcher(text);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
