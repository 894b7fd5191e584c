package io.originwall.linux.iptables;

import io.originwall.net.Family;
import java.util.List;

/** The two implementations of iptables. Each has tables of its own in the kernel, and packets run through both. */
enum Variant {
    NFT("iptables-nft", "nft"),
    LEGACY("iptables-legacy", "legacy");

    static final List<Variant> ALL = List.of(values());

    private final String label;
    private final String infix;

    Variant(String label, String infix) {
        this.label = label;
        this.infix = infix;
    }

    Variant other() {
        return this == NFT ? LEGACY : NFT;
    }

    String save(Family family) {
        return prefix(family) + "-" + infix + "-save";
    }

    String restore(Family family) {
        return prefix(family) + "-" + infix + "-restore";
    }

    /** Systems with one implementation only may have no other name for it. */
    static String plain(Family family, String verb) {
        return prefix(family) + "-" + verb;
    }

    /** {@code iptables} or {@code ip6tables}. */
    static String prefix(Family family) {
        return family == Family.IPV4 ? "iptables" : "ip6tables";
    }

    String bootFile(Family family) {
        return prefix(family) + "-" + infix;
    }

    @Override
    public String toString() {
        return label;
    }
}
