package io.originwall.linux.survey;

import io.originwall.api.Finding;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandRunner;
import io.originwall.net.Family;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A guard that the other host target put up on this machine, as when {@code type:} was changed and only {@code sync} was run. It closes ports
 * by a list that nobody keeps up to date, and the target in the config neither sees it nor takes it out. Where the config has a target of
 * that type too, all is well.
 */
public final class OtherGuard {
    private static final Pattern TABLE = Pattern.compile("(?m)^table inet (originwall(_swap)?) \\{");
    /** As nft lists a chain of iptables-nft, or iptables-save one of either variant. */
    private static final Pattern CHAIN = Pattern.compile("(?m)^(\\s*chain |:)ORIGINWALL[ -]");

    private OtherGuard() {}

    /**
     * One of type nftables, for a target of type iptables.
     *
     * @param ruleset as {@code nft list ruleset} prints it
     */
    public static Optional<Finding> ofNftables(String ruleset) {
        return TABLE.matcher(ruleset)
                .results()
                .map(table -> "table inet " + table.group(1))
                .findFirst()
                .map(table -> finding("nftables", table, "nft delete " + table));
    }

    /**
     * One of type iptables, of either variant, for a target of type nftables.
     *
     * @param ruleset as {@code nft list ruleset} prints it, which has what iptables-nft made
     */
    public static Optional<Finding> ofIptables(CommandRunner runner, String ruleset) {
        StringBuilder rules = new StringBuilder(ruleset);
        for (Family family : Family.values()) {
            try {
                rules.append('\n').append(LegacyTables.save(runner, family, "mangle"));
            } catch (CommandException e) {
                return Optional.of(new Finding(
                        "legacy-rules-unknown",
                        "iptables-legacy has rules that were not looked at: " + e.getMessage(),
                        "install the package iptables"));
            }
        }
        return CHAIN.matcher(rules).find()
                ? Optional.of(finding(
                        "iptables", "chain ORIGINWALL", "originwall -c OLD remove, OLD being a config that has one"))
                : Optional.empty();
    }

    private static Finding finding(String type, String what, String remedy) {
        return new Finding(
                "other-guard",
                "a guard of type " + type + " is in force here too, and denies by a list of its own: " + what,
                remedy,
                Optional.of(type));
    }
}
