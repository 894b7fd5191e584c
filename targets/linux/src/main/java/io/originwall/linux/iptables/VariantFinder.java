package io.originwall.linux.iptables;

import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandResult;
import io.originwall.linux.survey.LegacyTables;
import io.originwall.net.Family;
import java.util.Optional;

/** Finds out which variant this host's rules live in. Reads only, and asks iptables-legacy nothing that would make a table. */
final class VariantFinder {
    private static final Command VERSION = Command.of("iptables", "-V");

    private final Tools tools;

    VariantFinder(Tools tools) {
        this.tools = tools;
    }

    /**
     * The one that is chosen, or the one that others' rules live in; where that does not tell, because both are in use or neither is, the
     * one our own rules live in; else the one that {@code iptables} is here.
     */
    Xtables find(VariantChoice choice) throws TargetException {
        return switch (choice) {
            case IPTABLES_NFT -> named(Variant.NFT);
            case IPTABLES_LEGACY -> named(Variant.LEGACY);
            case AUTO -> named(inUse());
        };
    }

    private Variant inUse() throws TargetException {
        Rules nft = rules(Variant.NFT);
        Rules legacy = rules(Variant.LEGACY);
        if (nft.others() != legacy.others()) {
            return nft.others() ? Variant.NFT : Variant.LEGACY;
        }
        if (nft.ours() != legacy.ours()) {
            return nft.ours() ? Variant.NFT : Variant.LEGACY;
        }
        return usual();
    }

    /** Do rules of others live in both? A packet runs through both then, and who reads only one of them sees half. */
    boolean bothAreInUse() throws TargetException {
        return rules(Variant.NFT).others() && rules(Variant.LEGACY).others();
    }

    /** Can this process not tell whether the older part of the kernel holds rules? Its list of tables is for root to read. */
    boolean legacyIsHidden() {
        return tools.isHidden(LegacyTables.names(Family.IPV4));
    }

    /**
     * What a variant holds.
     *
     * @param others rules or policies of somebody else's
     * @param ours a chain of ours
     */
    private record Rules(boolean others, boolean ours) {}

    private Rules rules(Variant variant) throws TargetException {
        boolean others = false;
        boolean ours = false;
        for (Family family : Family.values()) {
            String text = variant == Variant.LEGACY && !hasLegacyTables(family) ? "" : save(variant, family);
            others |= text.lines().anyMatch(VariantFinder::isOthers);
            ours |= text.contains(":" + RuleShape.GATE + " ");
        }
        return new Rules(others, ours);
    }

    private static boolean isOthers(String line) {
        boolean rule = line.startsWith("-A ") && !line.contains(RuleShape.GATE) && !RuleShape.isAnswer(line);
        boolean policy = line.startsWith(":") && (line.contains(" DROP ") || line.contains(" REJECT "));
        return rule || policy;
    }

    /** The kernel names the tables that there are; to ask for another would make it. */
    private boolean hasLegacyTables(Family family) {
        return tools.read(LegacyTables.names(family))
                .filter(names -> !names.isBlank())
                .isPresent();
    }

    private String save(Variant variant, Family family) throws TargetException {
        return tools.tryToRun(variant.save(family))
                .filter(CommandResult::isSuccess)
                .map(CommandResult::stdout)
                .orElse("");
    }

    private Variant usual() throws TargetException {
        return tools.read(VERSION).contains("nf_tables") ? Variant.NFT : Variant.LEGACY;
    }

    /** By its own name where it has one. */
    private Xtables named(Variant variant) throws TargetException {
        if (tools.tryToRun(variant.save(Family.IPV4), "-V").isPresent()) {
            return new Xtables(variant, false);
        }
        Optional<CommandResult> only = tools.tryToRun("iptables", "-V").filter(CommandResult::isSuccess);
        if (only.isPresent() && only.get().stdout().contains("nf_tables") == (variant == Variant.NFT)) {
            return new Xtables(variant, true);
        }
        throw new TargetException(variant + ": not found here; install the package iptables, or set another variant");
    }
}
