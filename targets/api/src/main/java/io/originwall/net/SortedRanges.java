package io.originwall.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges in the order of their first addresses. What comes out of a hash table of the kernel is in no order, and to compare a million
 * objects all over the heap took longer than anything else in a sync; numbers are sorted in a fraction of that.
 */
final class SortedRanges {
    /** An IPv4 address and this many bits of an index make a positive number. */
    private static final int INDEX_BITS = 31;

    private SortedRanges() {}

    static List<AddressRange> of(Collection<AddressRange> ranges) {
        List<AddressRange> all = List.copyOf(ranges);
        if (isSorted(all)) {
            return all;
        }
        List<AddressRange> sorted = new ArrayList<>(all.size());
        addIpv4(all, sorted);
        all.stream()
                .filter(range -> range.family() == Family.IPV6)
                .sorted(Comparator.comparing(AddressRange::first))
                .forEach(sorted::add);
        return sorted;
    }

    private static boolean isSorted(List<AddressRange> ranges) {
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i - 1).first().compareTo(ranges.get(i).first()) > 0) {
                return false;
            }
        }
        return true;
    }

    private static void addIpv4(List<AddressRange> ranges, List<AddressRange> sorted) {
        long[] keys = new long[ranges.size()];
        int count = 0;
        for (int i = 0; i < ranges.size(); i++) {
            Address first = ranges.get(i).first();
            if (first.family() == Family.IPV4) {
                keys[count++] = first.low() << INDEX_BITS | i;
            }
        }
        Arrays.sort(keys, 0, count);
        for (int i = 0; i < count; i++) {
            sorted.add(ranges.get((int) (keys[i] & Integer.MAX_VALUE)));
        }
    }
}
