package io.originwall.linux.nftables;

import io.originwall.linux.addresses.RangeReader;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The elements of an address set as nft prints them, read.
 *
 * @param addresses what the set holds
 * @param odd elements that are more than addresses, a timeout or a comment for instance; ours never are
 */
record AddressElements(AddressSet addresses, List<String> odd) {
    /** Reads {@code 1.2.3.4, 10.0.0.0/8, 1.1.1.1-1.1.1.9}; linear in the length of the text. */
    static AddressElements parse(Family family, String text) {
        List<AddressRange> ranges = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            int start = from;
            int end = to;
            while (start < end && text.charAt(start) <= ' ') {
                start++;
            }
            while (end > start && text.charAt(end - 1) <= ' ') {
                end--;
            }
            if (start < end) {
                Optional<AddressRange> range = RangeReader.read(family, text, start, end);
                if (range.isPresent()) {
                    ranges.add(range.get());
                } else {
                    odd.add(text.substring(start, end));
                }
            }
            from = to + 1;
        }
        return new AddressElements(AddressSet.of(ranges), List.copyOf(odd));
    }
}
