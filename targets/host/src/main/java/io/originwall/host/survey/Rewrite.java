package io.originwall.host.survey;

import io.originwall.net.AddressFormatException;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule that sends a port of this host elsewhere, as container engines write them to publish one.
 *
 * @param port the port that a client dials
 * @param destination where it leads
 */
record Rewrite(PortRange port, String destination) {
    private static final Pattern NFT = Pattern.compile(
            "(tcp|udp) dport (\\{[^}]*}|[\\d-]+) (.*?)(?:(?:dnat|redirect)(?: ip6?)?(?: to (\\S+))?|xt target \"DNAT\")");
    private static final Pattern IPTABLES = Pattern.compile(
            "-p (tcp|udp) .*--dports? (\\S+) .*-j (?:DNAT --to-destination|REDIRECT --to-ports) (\\S+)");
    private static final Pattern TO_LOOPBACK = Pattern.compile("(?:ip6? daddr|-d) (?:127\\.|::1)");

    /** From {@code nft list ruleset}, {@code iptables-save} and {@code ip6tables-save} alike. */
    static List<Rewrite> parse(String rules) {
        List<Rewrite> rewrites = new ArrayList<>();
        rules.lines().filter(rule -> !TO_LOOPBACK.matcher(rule).find()).forEach(rule -> {
            Matcher nft = NFT.matcher(rule);
            Matcher iptables = IPTABLES.matcher(rule);
            if (nft.find()) {
                add(rewrites, nft.group(1), nft.group(2), Optional.ofNullable(nft.group(4)));
            } else if (iptables.find()) {
                add(rewrites, iptables.group(1), iptables.group(2), Optional.of(iptables.group(3)));
            }
        });
        return rewrites.stream().distinct().toList();
    }

    private static void add(List<Rewrite> rewrites, String protocol, String ports, Optional<String> destination) {
        Arrays.stream(ports.replaceAll("[{} ]", "").split(",", -1))
                .flatMap(text -> range(text.replace(':', '-') + "/" + protocol).stream())
                .forEach(range -> rewrites.add(new Rewrite(range, destination.orElse("elsewhere"))));
    }

    private static Optional<PortRange> range(String text) {
        try {
            return Optional.of(PortRange.parse(text));
        } catch (AddressFormatException aSetOrMapByName) {
            return Optional.empty();
        }
    }
}
