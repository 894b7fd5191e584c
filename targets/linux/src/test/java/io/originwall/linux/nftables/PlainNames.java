package io.originwall.linux.nftables;

import io.originwall.linux.lab.NetLab;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our sets by their plain names in what nft lists: which generation of them is there says nothing about the guard. */
public final class PlainNames {
    private PlainNames() {}

    static String ruleset(NetLab lab) {
        return of(lab.run("nft", "-s", "list", "ruleset"));
    }

    /** The listing, without the numbers. */
    public static String of(String listing) {
        return listing.replaceAll("\\b(allow[46]|dst[46]|(tcp|udp)_ports|exempt_if)_[1-9]\\d*\\b", "$1");
    }

    /** The name that a set has in {@code nft -t list table inet originwall}. */
    public static String find(String listing, String set) {
        Matcher name = Pattern.compile("\\bset (" + set + "(_\\d+)?) \\{").matcher(listing);
        if (!name.find()) {
            throw new IllegalStateException("no set " + set + " in " + listing);
        }
        return name.group(1);
    }
}
