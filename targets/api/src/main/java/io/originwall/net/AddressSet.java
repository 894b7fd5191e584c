package io.originwall.net;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A set of addresses of both families, held as the fewest ranges: sorted, disjoint, not adjacent. So equal sets are equal values however
 * their blocks were cut. Immutable; every operation is linear in the number of ranges, but for the sort in {@link #of}.
 */
public final class AddressSet {
    private static final AddressSet EMPTY = new AddressSet(List.of());

    private final List<AddressRange> ranges;

    private AddressSet(List<AddressRange> merged) {
        this.ranges = merged;
    }

    public static AddressSet empty() {
        return EMPTY;
    }

    /** The union of these ranges, in any order, overlapping or not. */
    public static AddressSet of(Collection<AddressRange> ranges) {
        List<AddressRange> merged = new ArrayList<>(ranges.size());
        for (AddressRange range : SortedRanges.of(ranges)) {
            AddressRange before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && touches(before, range)) {
                merged.set(merged.size() - 1, new AddressRange(before.first(), later(before.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return new AddressSet(List.copyOf(merged));
    }

    public static AddressSet ofBlocks(Collection<Cidr> blocks) {
        return of(blocks.stream().map(Cidr::range).toList());
    }

    private static boolean touches(AddressRange before, AddressRange range) {
        return before.family() == range.family()
                && (before.last().compareTo(range.first()) >= 0 || before.last().isBefore(range.first()));
    }

    private static Address later(Address a, Address b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Address earlier(Address a, Address b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    public AddressSet union(AddressSet other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return of(Stream.concat(ranges.stream(), other.ranges.stream()).toList());
    }

    public AddressSet intersect(AddressSet other) {
        List<AddressRange> common = new ArrayList<>();
        int mine = 0;
        int theirs = 0;
        while (mine < ranges.size() && theirs < other.ranges.size()) {
            AddressRange a = ranges.get(mine);
            AddressRange b = other.ranges.get(theirs);
            Address first = later(a.first(), b.first());
            Address last = earlier(a.last(), b.last());
            if (a.family() == b.family() && first.compareTo(last) <= 0) {
                common.add(new AddressRange(first, last));
            }
            if (a.last().compareTo(b.last()) <= 0) {
                mine++;
            } else {
                theirs++;
            }
        }
        return common.isEmpty() ? EMPTY : new AddressSet(List.copyOf(common));
    }

    /** What is in this set and not in the other. */
    public AddressSet minus(AddressSet other) {
        List<AddressRange> rest = new ArrayList<>();
        int next = 0;
        for (AddressRange range : ranges) {
            while (next < other.ranges.size() && other.ranges.get(next).last().compareTo(range.first()) < 0) {
                next++;
            }
            addRest(range, other.ranges, next, rest);
        }
        return rest.isEmpty() ? EMPTY : new AddressSet(List.copyOf(rest));
    }

    /** What of a range is left without others, of which those from {@code next} on may overlap it. */
    private static void addRest(AddressRange range, List<AddressRange> others, int next, List<AddressRange> rest) {
        Address from = range.first();
        for (int i = next; i < others.size() && others.get(i).first().compareTo(range.last()) <= 0; i++) {
            AddressRange other = others.get(i);
            if (other.first().compareTo(from) > 0) {
                rest.add(new AddressRange(from, other.first().previous()));
            }
            if (other.last().compareTo(range.last()) >= 0) {
                return;
            }
            from = other.last().next();
        }
        rest.add(from.equals(range.first()) ? range : new AddressRange(from, range.last()));
    }

    /** Every address of both families that is not in this set. */
    public AddressSet complement() {
        List<AddressRange> gaps = new ArrayList<>();
        for (Family family : Family.values()) {
            addGaps(of(family).ranges, family, gaps);
        }
        return new AddressSet(List.copyOf(gaps));
    }

    private static void addGaps(List<AddressRange> ranges, Family family, List<AddressRange> gaps) {
        Address from = Address.lowest(family);
        for (AddressRange range : ranges) {
            if (from.compareTo(range.first()) < 0) {
                gaps.add(new AddressRange(from, range.first().previous()));
            }
            if (range.last().isHighest()) {
                return;
            }
            from = range.last().next();
        }
        gaps.add(new AddressRange(from, Address.highest(family)));
    }

    /** The part of this set in one family. */
    public AddressSet of(Family family) {
        List<AddressRange> part =
                ranges.stream().filter(range -> range.family() == family).toList();
        return part.size() == ranges.size() ? this : new AddressSet(part);
    }

    /** Binary search: logarithmic in the number of ranges. */
    public boolean contains(Address address) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            AddressRange range = ranges.get(middle);
            if (range.contains(address)) {
                return true;
            }
            if (range.first().compareTo(address) > 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    public boolean containsAll(AddressSet other) {
        return other.minus(this).isEmpty();
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The fewest ranges, in order. */
    public List<AddressRange> ranges() {
        return ranges;
    }

    /** The fewest CIDR blocks, in order. */
    public List<Cidr> blocks() {
        return ranges.stream().flatMap(range -> range.blocks().stream()).toList();
    }

    /** How many addresses there are. */
    public BigInteger size() {
        return ranges.stream().map(AddressRange::size).reduce(BigInteger.ZERO, BigInteger::add);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressSet that && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return ranges.toString();
    }
}
