package io.originwall.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Addresses and blocks against numbers and against the JDK's own reading. */
class AddressPropertyTest {
    @Property
    void whatIsWrittenIsRead(@ForAll("address") Address address) {
        assertThat(Address.parse(address.toString())).isEqualTo(address);
    }

    @Property
    void isEqualToWhatIsReadFromItsTextAndToNothingElse(@ForAll("address") Address address) {
        assertThat(Address.parse(address.toString())).hasSameHashCodeAs(address);
        assertThat(Cidr.of(address)).isEqualTo(Cidr.of(address)).hasSameHashCodeAs(Cidr.of(address));
        Address neighbour = address.isHighest() ? address.previous() : address.next();
        assertThat(address).isNotEqualTo(neighbour).isNotEqualTo(address.toString());
        assertThat(Cidr.of(address)).isNotEqualTo(Cidr.of(neighbour)).isNotEqualTo(address);
        assertThat(new Cidr(Address.lowest(address.family()), 8))
                .isNotEqualTo(new Cidr(Address.lowest(address.family()), 9));
    }

    @Test
    void theSameNumberOfTheOtherFamilyIsAnother() {
        assertThat(Address.lowest(Family.IPV4)).isNotEqualTo(Address.lowest(Family.IPV6));
        assertThat(Address.parse("::1")).isNotEqualTo(Address.parse("1::1"));
    }

    @Property
    void theJdkReadsTheSame(@ForAll("address") Address address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address.toString()).getAddress();
        assertThat(bytes).isEqualTo(bytes(address));
    }

    @Property
    void anyTextIsAnAddressOrRefused(@ForAll String text) {
        try {
            Address.parse(text);
        } catch (AddressFormatException e) {
            assertThat(e).hasMessageContaining("\"");
        }
    }

    @Property
    void anyTextOfTheRightLettersIsABlockOrRefused(@ForAll("almostBlocks") String text) {
        try {
            Cidr block = Cidr.parse(text);
            assertThat(Cidr.parse(block.toString())).isEqualTo(block);
            assertThat(text).endsWith("/" + block.prefix());
        } catch (AddressFormatException e) {
            assertThat(e).hasMessageContaining("\"");
        }
    }

    @Property
    void aBlockIsItsNetworkAndEveryHostInIt(@ForAll("address") Address address, @ForAll("prefix") int prefix) {
        int bits = address.family().bits();
        int length = Math.min(prefix, bits);
        BigInteger mask = BigInteger.ONE.shiftLeft(bits - length).subtract(BigInteger.ONE);
        BigInteger network = number(address).andNot(mask);
        Cidr block = new Cidr(address(address.family(), network), length);

        assertThat(number(block.range().first())).isEqualTo(network);
        assertThat(number(block.range().last())).isEqualTo(network.or(mask));
        assertThat(block.range().size()).isEqualTo(mask.add(BigInteger.ONE));
        assertThat(block.contains(address)).isTrue();
        assertThat(block.range().blocks()).containsExactly(block);
        if (!block.toString().startsWith("::ffff:")) {
            assertThat(Cidr.parse(block.toString())).isEqualTo(block);
        }
    }

    @Property
    void orderIsTheOrderOfTheNumbers(@ForAll("address") Address a, @ForAll("address") Address b) {
        int expected = a.family() == b.family()
                ? number(a).compareTo(number(b))
                : a.family().compareTo(b.family());
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(expected));
    }

    @Property
    void neighboursAreOneApart(@ForAll("address") Address address) {
        if (!address.isHighest()) {
            assertThat(number(address.next())).isEqualTo(number(address).add(BigInteger.ONE));
            assertThat(address.next().previous()).isEqualTo(address);
        }
    }

    private static byte[] bytes(Address address) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        return address.family() == Family.IPV4 ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    private static BigInteger number(Address address) {
        return new BigInteger(1, bytes(address));
    }

    private static Address address(Family family, BigInteger number) {
        return new Address(family, number.shiftRight(Long.SIZE).longValue(), number.longValue());
    }

    @Provide
    Arbitrary<Address> address() {
        Arbitrary<Long> words = Arbitraries.oneOf(
                Arbitraries.longs(), Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFFF_0000L));
        Arbitrary<Address> ipv4 = words.map(word -> new Address(Family.IPV4, 0, word & 0xFFFF_FFFFL));
        Arbitrary<Address> ipv6 = Combinators.combine(words, words)
                .as((high, low) -> new Address(Family.IPV6, high, low))
                .filter(address -> address.high() != 0 || address.low() >>> 32 != 0xFFFF);
        return Arbitraries.oneOf(ipv4, ipv6);
    }

    @Provide
    Arbitrary<Integer> prefix() {
        return Arbitraries.integers().between(0, 128);
    }

    @Provide
    Arbitrary<String> almostBlocks() {
        return Arbitraries.strings().withChars("0123456789abcdef.:/").ofMaxLength(24);
    }
}
