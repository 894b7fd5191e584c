package io.originwall.linux.nftables;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.originwall.linux.addresses.AddressWriter;
import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Family;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressElementsTest {
    private static String written(AddressRange range) {
        StringBuilder out = new StringBuilder();
        AddressWriter.append(out, range);
        return out.toString();
    }

    private static Address address(boolean ipv6, long high, long low) {
        return ipv6 ? new Address(Family.IPV6, high, low) : new Address(Family.IPV4, 0, low & 0xFFFF_FFFFL);
    }

    /** Addresses with runs of zeros and ones in them are where the shortening of IPv6 text goes wrong. */
    private static long sparse(long word, int mask) {
        long result = word;
        for (int group = 0; group < 4; group++) {
            if ((mask >> group & 1) == 0) {
                result &= ~(0xFFFFL << (group * 16));
            }
        }
        return result;
    }

    @Test
    void writesAnAddressAsTheLibraryDoes() {
        forAll(any -> {
            boolean ipv6 = any.flag();
            long high = any.word();
            long low = any.word();
            int mask = any.between(0, 255);
            Address address = address(ipv6, sparse(high, mask >> 4), sparse(low, mask & 15));

            assertThat(written(new AddressRange(address, address))).isEqualTo(address.toString());
        });
    }

    @Test
    void readsWhatItWrites() {
        forAll(any -> {
            boolean ipv6 = any.flag();
            long high = any.word();
            long low = any.word();
            long high2 = any.word();
            long low2 = any.word();
            int mask = any.between(0, 255);
            Address a = address(ipv6, sparse(high, mask >> 4), sparse(low, mask & 15));
            Address b = address(ipv6, high2, low2);
            AddressRange range = a.compareTo(b) <= 0 ? new AddressRange(a, b) : new AddressRange(b, a);

            assertThat(AddressElements.parse(a.family(), written(range))
                            .addresses()
                            .ranges())
                    .containsExactly(range);
        });
    }

    @Test
    void writesAPrefixJustWhereTheLibraryFindsOneBlock() {
        forAll(any -> {
            boolean ipv6 = any.flag();
            long high = any.word();
            long low = any.word();
            int bits = any.between(0, 128);
            Address address = address(ipv6, high, low);
            int hostBits = Math.min(bits, address.family().bits());
            AddressRange block = AddressElements.parse(
                            address.family(), address + "/" + (address.family().bits() - hostBits))
                    .addresses()
                    .ranges()
                    .get(0);
            // The first address keeps its host bits here, so mostly it is a range and now and then a block.
            assertThat(AddressWriter.hostBits(block) >= 0)
                    .isEqualTo(block.blocks().size() == 1);
        });
    }

    @Test
    void readsALongListInNftsLayout() {
        AddressSet many = ManyRanges.of(10_000);
        String text = many.ranges().stream()
                .map(AddressElementsTest::written)
                .collect(Collectors.joining(",\n\t\t\t     ", "", ""));

        AddressElements elements = AddressElements.parse(Family.IPV4, text);

        assertThat(elements.addresses()).isEqualTo(many);
        assertThat(elements.odd()).isEmpty();
    }

    /** Where the time grows with the square of their number, this takes longer on any machine: half as many took a minute, or three without C2. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void readsBareAddressesInTimeThatGrowsWithTheirNumberOnly(Family family) {
        int count = 400_000;
        String text = IntStream.range(0, count)
                .mapToObj(i -> address(family == Family.IPV6, 0x2001_0db8L << 32, 0x1000_0000L + 2L * i)
                        .toString())
                .collect(Collectors.joining(", "));

        assertTimeoutPreemptively(
                Duration.ofMinutes(3),
                () -> assertThat(AddressElements.parse(family, text).addresses().ranges())
                        .hasSize(count));
    }

    @Test
    void readsEmbeddedIpv4() {
        assertThat(AddressElements.parse(Family.IPV6, "::ffff:1.2.3.4, ::0.5.0.6")
                        .addresses()
                        .ranges())
                .extracting(AddressRange::toString)
                .containsExactly("::5:6", "::ffff:102:304");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4 timeout 5m",
                "1.2.3.9-1.2.3.4",
                "::1",
                "x",
                "1.2.3.4/-1",
                "-1.2.3.4",
                "1.2.3.4/99999999999"
            })
    void keepsWhatItCannotReadAsOdd(String text) {
        assertThat(AddressElements.parse(Family.IPV4, text).odd()).isEqualTo(List.of(text));
        assertThat(AddressElements.parse(Family.IPV4, text).addresses().isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:2",
                ":::",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7:8:9",
                "::1.2.3",
                "g::",
                "1:",
                ":1",
                "1:2:3:4:5:6:7:1.2.3.4"
            })
    void keepsWhatItCannotReadAsOddInIpv6(String text) {
        assertThat(AddressElements.parse(Family.IPV6, text).odd()).isEqualTo(List.of(text));
    }
}
