package io.originwall.windows;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.originwall.net.AddressSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressListTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.0/24 | 198.51.100.0/24",
                "198.51.100.0/255.255.255.0 | 198.51.100.0/24",
                "198.51.100.7/255.255.255.255 | 198.51.100.7/32",
                "198.51.100.7 | 198.51.100.7/32",
                "198.51.100.0-198.51.100.255 | 198.51.100.0/24",
                "2001:db8::/32 | 2001:db8::/32",
                "2001:db8:: | 2001:db8::/128",
                "2001:DB8::-2001:DB8:ffff:ffff:ffff:ffff:ffff:ffff | 2001:db8::/32",
                "::102:0-::1.2.255.255 | ::102:0/112",
                "fe80::5efe:192.0.2.0/120 | fe80::5efe:c000:200/120"
            })
    void readsEveryNotation(String text, String block) {
        assertThat(AddressList.parse(text)).isEqualTo(new AddressList(Samples.blocks(block), List.of()));
    }

    @Test
    void anAsteriskIsEverybody() {
        AddressSet all = AddressSet.empty().complement();

        assertThat(AddressList.parse("*").addresses()).isEqualTo(all);
        assertThat(AddressList.parse("").addresses()).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LocalSubnet",
                "LocalSubnet6",
                "DNS",
                "10.0.0.0/255.0.255.0",
                "10.0.0.1/24",
                "10.0.0.0/33",
                "10.0.0.0/ffff::",
                "10.0.0.9-10.0.0.1",
                "10.0.0.0-2001:db8::",
                "::ffff:10.0.0.1",
                "2001:db8::/255.255.0.0",
                "x"
            })
    void keepsApartWhatIsNoAddress(String token) {
        assertThat(AddressList.parse("198.51.100.0/24," + token))
                .isEqualTo(new AddressList(Samples.blocks("198.51.100.0/24"), List.of(token)));
    }

    @Test
    void whatIsWrittenIsReadBackAsTheSameSetInTheFirewallsOwnNotation() {
        forAll(200, any -> {
            long seed = any.word();
            boolean complement = any.flag();
            AddressSet blocks = Samples.randomBlocks(new Random(seed), 20);
            AddressSet set = AddressList.representable(complement ? blocks.complement() : blocks);

            String text = AddressList.text(set.ranges());

            assertThat(AddressList.parse(text)).isEqualTo(new AddressList(set, List.of()));
            assertThat(AddressList.parse(FakeAddresses.of(text).toString())).isEqualTo(new AddressList(set, List.of()));
        });
    }

    @Test
    void writesWhatTheFirewallTakesOfTheEndsOfTheAddressSpace() {
        AddressSet all = AddressList.representable(AddressSet.empty().complement());

        String text = AddressList.text(all.ranges());

        assertThat(text).isEqualTo("0.0.0.0-255.255.255.255,::2-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assertThat(FakeAddresses.of(text)).hasToString(text);
        assertThatExceptionOfType(FakeRule.RefusedException.class).isThrownBy(() -> FakeAddresses.of("0.0.0.0/0"));
        assertThatExceptionOfType(FakeRule.RefusedException.class).isThrownBy(() -> FakeAddresses.of("::1-::9"));
    }

    @Test
    void aRangeThatIsABlockIsWrittenAsOne() {
        assertThat(AddressList.text(
                        Samples.blocks("10.0.0.0/8", "10.1.2.3/32", "192.0.2.1/32", "2001:db8::/32", "2001:dc8::1/128")
                                .ranges()))
                .isEqualTo("10.0.0.0/8,192.0.2.1,2001:db8::/32,2001:dc8::1");
        assertThat(AddressList.text(Samples.blocks("10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/32")
                        .ranges()))
                .isEqualTo("10.0.0.0-10.0.0.2");
    }
}
