package io.originwall.linux.iptables;

import io.originwall.net.Family;

/**
 * One variant of iptables by the names of its commands.
 *
 * @param variant which one
 * @param plain whether its commands go by no name but {@code iptables-save} and such, as where it is the only one
 */
record Xtables(Variant variant, boolean plain) {
    String save(Family family) {
        return plain ? Variant.plain(family, "save") : variant.save(family);
    }

    String restore(Family family) {
        return plain ? Variant.plain(family, "restore") : variant.restore(family);
    }
}
