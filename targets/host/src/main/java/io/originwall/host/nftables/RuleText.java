package io.originwall.host.nftables;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One spelling for a rule, whichever nft printed it: numbers for names, quotes, the order inside an anonymous set. Two rules with the same
 * canonical text do the same. Tried with nft 1.0.6 and 1.1.3, with and without {@code -n}.
 */
final class RuleText {
    private static final Pattern COMMENT = Pattern.compile(" comment \"[^\"]*\"$");
    private static final Pattern ANONYMOUS_SET = Pattern.compile("\\{ ?([^{}]*?) ?}");
    private static final Pattern INLINE_COUNTER = Pattern.compile("counter packets \\d+ bytes \\d+");
    private static final Map<String, String> WORDS = Map.of(
            "meta nfproto 2 ", "meta nfproto ipv4 ",
            "meta nfproto 10 ", "meta nfproto ipv6 ",
            "meta l4proto 6 ", "meta l4proto tcp ",
            "meta l4proto 17 ", "meta l4proto udp ",
            "ct direction 1 ", "ct direction reply ",
            "fib daddr type != 1 ", "fib daddr type != unicast ",
            "reject with icmpx type port-unreachable ", "reject ",
            "reject with icmpx port-unreachable ", "reject ");

    private RuleText() {}

    static String canonical(String rule) {
        String text = rule.strip();
        Matcher comment = COMMENT.matcher(text);
        String body = comment.find() ? text.substring(0, comment.start()) : text;
        String tail = text.substring(body.length());
        body = body.replace("\"", "") + " ";
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            body = body.replace(word.getKey(), word.getValue());
        }
        body = INLINE_COUNTER.matcher(body).replaceAll("counter");
        return ANONYMOUS_SET
                        .matcher(body)
                        .replaceAll(set -> Matcher.quoteReplacement(sorted(set.group(1))))
                        .strip()
                + tail;
    }

    /** The comment of a rule, or the rule where it has none: what a person finds it by. */
    static String label(String rule) {
        Matcher comment = COMMENT.matcher(rule);
        return comment.find() ? comment.group().substring(" comment ".length()) : '"' + rule + '"';
    }

    private static String sorted(String elements) {
        String[] parts = elements.split(", ?");
        // A set of one is printed without its braces by some versions.
        return parts.length == 1
                ? parts[0]
                : Arrays.stream(parts).sorted().collect(Collectors.joining(", ", "{ ", " }"));
    }
}
