package io.originwall.net;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.testing.Generator;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Addresses and blocks against numbers and against the JDK's own reading. */
class AddressPropertyTest {
    @Test
    void whatIsWrittenIsRead() {
        forAll(any -> {
            Address address = address(any);
            assertThat(Address.parse(address.toString())).isEqualTo(address);
        });
    }

    @Test
    void isEqualToWhatIsReadFromItsTextAndToNothingElse() {
        forAll(any -> {
            Address address = address(any);
            assertThat(Address.parse(address.toString())).hasSameHashCodeAs(address);
            assertThat(Cidr.of(address)).isEqualTo(Cidr.of(address)).hasSameHashCodeAs(Cidr.of(address));
            Address neighbour = address.isHighest() ? address.previous() : address.next();
            assertThat(address).isNotEqualTo(neighbour).isNotEqualTo(address.toString());
            assertThat(Cidr.of(address)).isNotEqualTo(Cidr.of(neighbour)).isNotEqualTo(address);
            assertThat(new Cidr(Address.lowest(address.family()), 8))
                    .isNotEqualTo(new Cidr(Address.lowest(address.family()), 9));
        });
    }

    @Test
    void theSameNumberOfTheOtherFamilyIsAnother() {
        assertThat(Address.lowest(Family.IPV4)).isNotEqualTo(Address.lowest(Family.IPV6));
        assertThat(Address.parse("::1")).isNotEqualTo(Address.parse("1::1"));
    }

    @Test
    void theJdkReadsTheSame() {
        forAll(any -> {
            Address address = address(any);
            byte[] bytes = InetAddress.getByName(address.toString()).getAddress();
            assertThat(bytes).isEqualTo(bytes(address));
        });
    }

    @Test
    void anyTextIsAnAddressOrRefused() {
        forAll(any -> {
            String text = any.text();
            try {
                Address.parse(text);
            } catch (AddressFormatException e) {
                assertThat(e).hasMessageContaining("\"");
            }
        });
    }

    @Test
    void anyTextOfTheRightLettersIsABlockOrRefused() {
        forAll(any -> {
            String text = almostBlocks(any);
            try {
                Cidr block = Cidr.parse(text);
                assertThat(Cidr.parse(block.toString())).isEqualTo(block);
                assertThat(text).endsWith("/" + block.prefix());
            } catch (AddressFormatException e) {
                assertThat(e).hasMessageContaining("\"");
            }
        });
    }

    @Test
    void aBlockIsItsNetworkAndEveryHostInIt() {
        forAll(any -> {
            Address address = address(any);
            int prefix = prefix(any);
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
        });
    }

    @Test
    void orderIsTheOrderOfTheNumbers() {
        forAll(any -> {
            Address a = address(any);
            Address b = address(any);
            int expected = a.family() == b.family()
                    ? number(a).compareTo(number(b))
                    : a.family().compareTo(b.family());
            assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(expected));
        });
    }

    @Test
    void neighboursAreOneApart() {
        forAll(any -> {
            Address address = address(any);
            if (!address.isHighest()) {
                assertThat(number(address.next())).isEqualTo(number(address).add(BigInteger.ONE));
                assertThat(address.next().previous()).isEqualTo(address);
            }
        });
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

    private static Address address(Generator any) {
        if (any.flag()) {
            return new Address(Family.IPV4, 0, any.word() & 0xFFFF_FFFFL);
        }
        long high = any.word();
        long low = any.word();
        // An IPv4 address in IPv6 notation has a form of its own.
        boolean mapped = high == 0 && low >>> 32 == 0xFFFF;
        return new Address(Family.IPV6, mapped ? 1 : high, low);
    }

    private static int prefix(Generator any) {
        return any.between(0, 128);
    }

    private static String almostBlocks(Generator any) {
        return any.text("0123456789abcdef.:/", 24);
    }
}
