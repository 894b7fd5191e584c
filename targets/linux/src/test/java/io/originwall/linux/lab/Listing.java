package io.originwall.linux.lab;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel's sets hold, read without any code of the program that is measured. */
public final class Listing {
    private static final Pattern ELEMENTS = Pattern.compile("elements = \\{([^}]*)}");

    private Listing() {}

    /** Of {@code nft list set}, of addresses. */
    public static AddressSet ofNft(String listing) {
        List<AddressRange> ranges = new ArrayList<>();
        Matcher elements = ELEMENTS.matcher(listing);
        while (elements.find()) {
            for (String element : elements.group(1).split(",", -1)) {
                // Behind the first word may be a time-out.
                ranges.add(range(element.strip().split("\\s", 2)[0]));
            }
        }
        return AddressSet.of(ranges);
    }

    /** Of {@code ipset save}, of a set of addresses. */
    public static AddressSet ofIpset(String listing) {
        return AddressSet.of(listing.lines()
                .filter(line -> line.startsWith("add "))
                .map(line -> range(line.split(" ", -1)[2]))
                .toList());
    }

    private static AddressRange range(String text) {
        if (text.contains("/")) {
            return Cidr.parse(text).range();
        }
        String[] ends = text.split("-", 2);
        return new AddressRange(Address.parse(ends[0]), Address.parse(ends[ends.length - 1]));
    }
}
