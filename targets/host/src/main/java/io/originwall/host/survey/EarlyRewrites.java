package io.originwall.host.survey;

import io.originwall.api.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NAT of nftables that changes the port before a guard sees it. */
public final class EarlyRewrites {
    private static final Pattern NAT_HOOK = Pattern.compile("type nat hook prerouting priority (-?\\d+);");
    private static final Pattern TABLE = Pattern.compile("table (\\S+ \\S+) \\{");

    private EarlyRewrites() {}

    /**
     * In what {@code nft list ruleset} prints.
     *
     * @param priority of the guard's own hook
     */
    public static List<Finding> find(String ruleset, int priority) {
        List<Finding> findings = new ArrayList<>();
        String table = "";
        for (String line : ruleset.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            if (header.matches()) {
                table = header.group(1);
            }
            Matcher hook = NAT_HOOK.matcher(line);
            if (hook.find() && Integer.parseInt(hook.group(1)) < priority) {
                findings.add(new Finding(
                        "nat-before-guard",
                        "table " + table + " rewrites ports at priority " + hook.group(1)
                                + ", before the guard sees them",
                        "move its prerouting chain to priority -100 (dstnat)"));
            }
        }
        return findings;
    }
}
