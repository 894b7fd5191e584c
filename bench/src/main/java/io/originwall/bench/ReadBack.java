package io.originwall.bench;

import io.originwall.linux.lab.Listing;
import io.originwall.linux.nftables.PlainNames;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel enforces, in the words of its own tools: whoever is measured must have done the work. */
final class ReadBack {
    private static final Pattern ACCEPTED =
            Pattern.compile("(?m)^-A \\S+ -s (\\S+) -p tcp -m multiport --dports 80,443 -j ACCEPT$");

    private ReadBack() {}

    /** The elements of sets of one table; none where the table or a set is missing. */
    static AddressSet nft(String table, String... sets) throws IOException, InterruptedException {
        AddressSet found = AddressSet.empty();
        for (String set : sets) {
            found = found.union(Listing.ofNft(nft("list set " + table + " " + set)));
        }
        return found;
    }

    /** The kernel's name for a set of ours. */
    static String ourSet(String set) throws IOException, InterruptedException {
        return PlainNames.find(nft("-t list table inet originwall"), set);
    }

    /** Is there a rule in this table that drops? */
    static boolean drops(String table) throws IOException, InterruptedException {
        return nft("-t list table " + table).lines().anyMatch(line -> line.matches("(.*\\s)?drop(\\s.*)?"));
    }

    private static String nft(String arguments) throws IOException, InterruptedException {
        return Shell.attempt(List.of(("nft -nn " + arguments).split(" ", -1))).orElse("");
    }

    /** Of {@code iptables -S}: whom its rules let in on the web's two ports. */
    static AddressSet accepted(String rules) {
        List<Cidr> blocks = new ArrayList<>();
        Matcher accepted = ACCEPTED.matcher(rules);
        while (accepted.find()) {
            blocks.add(Cidr.parse(accepted.group(1)));
        }
        return AddressSet.ofBlocks(blocks);
    }

    /** @param who did the work, for the message */
    static void mustBe(AddressSet wanted, AddressSet found, String who) throws BenchFailure {
        if (!found.equals(wanted)) {
            throw new BenchFailure(who + " did not do the work: wanted are "
                    + wanted.ranges().size()
                    + " ranges, the kernel has " + found.ranges().size() + "; missing " + few(wanted.minus(found))
                    + ", too many " + few(found.minus(wanted)));
        }
    }

    private static String few(AddressSet set) {
        return set.ranges().stream().limit(3).toList() + (set.ranges().size() > 3 ? "…" : "");
    }
}
