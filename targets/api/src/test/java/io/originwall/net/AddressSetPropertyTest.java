package io.originwall.net;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.testing.Generator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Sets against an oracle that can be seen through: one bit per address, of seven small windows of the two address spaces. The windows lie at
 * both ends of each space and where a word overflows, which is where arithmetic goes wrong.
 */
class AddressSetPropertyTest {
    private static final int WINDOW = 32;
    private static final List<Address> STARTS = List.of(
            new Address(Family.IPV4, 0, 0),
            new Address(Family.IPV4, 0, 0x7FFF_FFF0L),
            new Address(Family.IPV4, 0, 0xFFFF_FFFFL - WINDOW + 1),
            new Address(Family.IPV6, 0, 0),
            new Address(Family.IPV6, 7, Long.MAX_VALUE - WINDOW / 2),
            new Address(Family.IPV6, 7, -WINDOW / 2),
            new Address(Family.IPV6, -1L, -WINDOW));

    private static Address at(int bit) {
        Address start = STARTS.get(bit / WINDOW);
        int offset = bit % WINDOW;
        long low = start.low() + offset;
        boolean carried = start.family() == Family.IPV6 && Long.compareUnsigned(low, start.low()) < 0;
        return new Address(start.family(), carried ? start.high() + 1 : start.high(), low);
    }

    private static BitSet bits(List<AddressRange> ranges) {
        BitSet bits = new BitSet();
        for (int bit = 0; bit < STARTS.size() * WINDOW; bit++) {
            Address address = at(bit);
            if (ranges.stream().anyMatch(range -> range.contains(address))) {
                bits.set(bit);
            }
        }
        return bits;
    }

    private static BitSet bits(AddressSet set) {
        BitSet bits = new BitSet();
        for (int bit = 0; bit < STARTS.size() * WINDOW; bit++) {
            if (set.contains(at(bit))) {
                bits.set(bit);
            }
        }
        assertThat(bits(set.ranges())).as("contains() and ranges() agree").isEqualTo(bits);
        return bits;
    }

    @Test
    void aSetHoldsWhatItsRangesHold() {
        forAll(any -> {
            List<AddressRange> ranges = ranges(any);
            assertThat(bits(AddressSet.of(ranges))).isEqualTo(bits(ranges));
        });
    }

    @Test
    void aSetIsHeldAsTheFewestRangesInOrder() {
        forAll(any -> {
            List<AddressRange> ranges = ranges(any);
            List<AddressRange> held = AddressSet.of(ranges).ranges();
            for (int i = 1; i < held.size(); i++) {
                AddressRange before = held.get(i - 1);
                AddressRange after = held.get(i);
                assertThat(before.last()).isLessThan(after.first());
                assertThat(before.family() != after.family()
                                || !before.last().next().equals(after.first()))
                        .as("%s and %s do not touch", before, after)
                        .isTrue();
            }
        });
    }

    @Test
    void equalSetsAreEqualHoweverTheyWereCut() {
        forAll(any -> {
            List<AddressRange> ranges = ranges(any);
            Random random = any.random();
            AddressSet set = AddressSet.of(ranges);
            List<Cidr> cut = new ArrayList<>(set.blocks());
            Collections.shuffle(cut, random);
            assertThat(AddressSet.ofBlocks(cut)).isEqualTo(set).hasSameHashCodeAs(set);
        });
    }

    @Test
    void union() {
        forAll(any -> {
            List<AddressRange> a = ranges(any);
            List<AddressRange> b = ranges(any);
            BitSet expected = bits(a);
            expected.or(bits(b));
            assertThat(bits(AddressSet.of(a).union(AddressSet.of(b)))).isEqualTo(expected);
        });
    }

    @Test
    void intersect() {
        forAll(any -> {
            List<AddressRange> a = ranges(any);
            List<AddressRange> b = ranges(any);
            BitSet expected = bits(a);
            expected.and(bits(b));
            assertThat(bits(AddressSet.of(a).intersect(AddressSet.of(b)))).isEqualTo(expected);
        });
    }

    @Test
    void minus() {
        forAll(any -> {
            List<AddressRange> a = ranges(any);
            List<AddressRange> b = ranges(any);
            BitSet expected = bits(a);
            expected.andNot(bits(b));
            assertThat(bits(AddressSet.of(a).minus(AddressSet.of(b)))).isEqualTo(expected);
        });
    }

    @Test
    void complement() {
        forAll(any -> {
            List<AddressRange> a = ranges(any);
            BitSet expected = bits(a);
            expected.flip(0, STARTS.size() * WINDOW);
            AddressSet set = AddressSet.of(a);
            assertThat(bits(set.complement())).isEqualTo(expected);
            assertThat(set.complement().complement()).isEqualTo(set);
            assertThat(set.complement().size().add(set.size()))
                    .isEqualTo(BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE.shiftLeft(128)));
            assertThat(set.union(set.complement())).isEqualTo(AddressSet.empty().complement());
            assertThat(set.intersect(set.complement())).isEqualTo(AddressSet.empty());
        });
    }

    @Test
    void containsAll() {
        forAll(any -> {
            List<AddressRange> a = ranges(any);
            List<AddressRange> b = ranges(any);
            BitSet missing = bits(b);
            missing.andNot(bits(a));
            AddressSet rest = AddressSet.of(b).minus(AddressSet.of(a));
            assertThat(AddressSet.of(a).containsAll(AddressSet.of(b))).isEqualTo(rest.isEmpty());
            assertThat(rest.isEmpty() && !missing.isEmpty()).isFalse();
        });
    }

    @Test
    void blocksAreTheFewestThatHoldTheSame() {
        forAll(any -> {
            List<AddressRange> ranges = ranges(any);
            AddressSet set = AddressSet.of(ranges);
            List<Cidr> blocks = set.blocks();
            assertThat(bits(AddressSet.ofBlocks(blocks))).isEqualTo(bits(set));
            assertThat(blocks).isSorted().doesNotHaveDuplicates();
            for (int i = 1; i < blocks.size(); i++) {
                assertThat(joinable(blocks.get(i - 1), blocks.get(i)))
                        .as("%s and %s are not one block", blocks.get(i - 1), blocks.get(i))
                        .isFalse();
            }
        });
    }

    /** Two halves of one block. */
    private static boolean joinable(Cidr a, Cidr b) {
        int hostBits = a.family().bits() - a.prefix() + 1;
        return a.family() == b.family()
                && a.prefix() == b.prefix()
                && a.prefix() > 0
                && !a.network().hasHostBits(hostBits)
                && a.range().last().next().equals(b.network());
    }

    @Test
    void sizeIsTheNumberOfAddresses() {
        forAll(any -> {
            List<AddressRange> ranges = any.list(0, 8, () -> windowed(any));
            assertThat(AddressSet.of(ranges).size().intValueExact())
                    .isEqualTo(bits(ranges).cardinality());
        });
    }

    @Test
    void aFamilyIsItsPart() {
        forAll(any -> {
            List<AddressRange> ranges = ranges(any);
            AddressSet set = AddressSet.of(ranges);
            assertThat(set.of(Family.IPV4).union(set.of(Family.IPV6))).isEqualTo(set);
            for (Family family : Family.values()) {
                assertThat(set.of(family).ranges()).allMatch(range -> range.family() == family);
            }
        });
    }

    /** Inside one window, or from one window to another of the same space: long ranges too. */
    private static List<AddressRange> ranges(Generator any) {
        return any.list(0, 8, () -> any.between(1, 5) == 1 ? spanning(any) : windowed(any));
    }

    private static AddressRange windowed(Generator any) {
        int window = any.between(0, STARTS.size() - 1) * WINDOW;
        return range(window + any.between(0, WINDOW - 1), window + any.between(0, WINDOW - 1));
    }

    private static AddressRange spanning(Generator any) {
        int a = any.between(0, STARTS.size() * WINDOW - 1);
        int b = any.between(0, STARTS.size() * WINDOW - 1);
        return at(a).family() == at(b).family() ? range(a, b) : range(a, a);
    }

    private static AddressRange range(int a, int b) {
        return new AddressRange(at(Math.min(a, b)), at(Math.max(a, b)));
    }
}
