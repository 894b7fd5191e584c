package io.originwall.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form that some parser somewhere takes for an address or a block, and that is not one here. */
class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "1.2.3.4, 1.2.3.4",
        "::, ::",
        "::1, ::1",
        "2400:cb00::, 2400:cb00::",
        "2400:CB00:0:0:0:0:0:1, 2400:cb00::1",
        "2001:0db8:0000:0001::, 2001:db8:0:1::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::ffff:0:102:304, ::ffff:0:102:304",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    })
    void readsAnAddressAndWritesItCanonically(String text, String canonical) {
        assertThat(Address.parse(text)).hasToString(canonical);
        assertThat(Address.parse(canonical)).isEqualTo(Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                "\n",
                " 1.2.3.4",
                "1.2.3.4 ",
                "1.2.3.4\n",
                "1.2. 3.4",
                "1.2.3.4\u0000",
                // leading zeros, and the other bases of inet_aton
                "01.2.3.4",
                "1.2.3.04",
                "001.002.003.004",
                "0x7f.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "0177.0.0.1",
                "0b1.2.3.4",
                // inet_aton's short forms
                "1",
                "1.2",
                "1.2.3",
                "127.1",
                "2130706433",
                "16909060",
                // too much, too little, too large
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "256.0.0.1",
                "1.2.3.999",
                "1.2.3.4294967296",
                "-1.2.3.4",
                "+1.2.3.4",
                "1.2.3.4.",
                "1.2.3.4:80",
                "[1.2.3.4]",
                // ranges, wildcards, lists
                "1.2.3.*",
                "*",
                "*.*",
                "1.2.3.4-5",
                "1.2.3-4.5",
                "1.2.3.4-1.2.3.9",
                "1.2.3._",
                "1.2.3.%",
                "1.2.3.4,1.2.3.5",
                "a",
                "abc",
                // a block is no address
                "1.2.3.4/32",
                "1.2.3.0/24",
                "/24",
                "::1/128",
                "1.2.3.4/255.255.255.0",
                // IPv6
                ":",
                ":::",
                ":1",
                "1:",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::00001",
                "[::1]",
                "::1%eth0",
                "::1%",
                "fe80::1%1",
                "fe80::1%25eth0",
                "::1/64",
                "::-1",
                "0x1::",
                "1:2:*::",
                "::1-2",
                "4)+k&C#VzJ4br>0wv%Yp",
                "00000000000000000000000000000001",
                "0x00000000000000000000000000000001",
                // an IPv4 address in an IPv6 one
                "::ffff:1.2.3.4",
                "::1.2.3.4",
                "64:ff9b::1.2.3.4",
                "::ffff:102:304",
                "0:0:0:0:0:ffff:102:304",
                "::FFFF:0:0",
                // names, UNC and arpa forms
                "localhost",
                "example.com",
                "1.0.0.127.in-addr.arpa",
                "2400-cb00--1.ipv6-literal.net",
                "2400-cb00--1",
                // digits that are not ASCII
                "\u0661.2.3.4",
                "\uFF11.2.3.4",
                "1\u30022.3.4",
                "\u0967::",
                "2400\uFF1Acb00::",
                "\uFEFF1.2.3.4",
                "\u202E1.2.3.4",
                "1.2.3.4\u00A0",
                "\uD835\uDFCF.2.3.4",
            })
    void anythingElseIsNotAnAddress(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(AddressFormatException.class)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0/0", "::/0", "104.16.0.0/13", "1.2.3.4/32", "2400:cb00::/32", "::1/128", "128.0.0.0/1"})
    void readsABlock(String text) {
        assertThat(Cidr.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', the prefix length is missing",
        "104.16.0.0, the prefix length is missing",
        "2400:cb00::, the prefix length is missing",
        "104.16.0.1/13, host bits are set",
        "104.24.0.0/12, host bits are set",
        "2400:cb00::1/32, host bits are set",
        "0.0.0.1/0, host bits are set",
        "::1/127, host bits are set",
        "1:0:0:1::/63, host bits are set",
        "104.16.0.0/, the prefix length must be 0–32",
        "104.16.0.0/33, the prefix length must be 0–32",
        "104.16.0.0/-1, the prefix length must be 0–32",
        "104.16.0.0/+8, the prefix length must be 0–32",
        "104.16.0.0/013, the prefix length must be 0–32",
        "104.16.0.0/00, the prefix length must be 0–32",
        "104.16.0.0/ 13, the prefix length must be 0–32",
        "'104.16.0.0/13 ', the prefix length must be 0–32",
        "'104.16.0.0/13\n', the prefix length must be 0–32",
        "104.16.0.0/1e1, the prefix length must be 0–32",
        "104.16.0.0/0xd, the prefix length must be 0–32",
        "104.16.0.0/4294967309, the prefix length must be 0–32",
        "104.16.0.0/13/13, the prefix length must be 0–32",
        "104.16.0.0/255.248.0.0, the prefix length must be 0–32",
        "104.16.0.0/\u0661\u0663, the prefix length must be 0–32",
        "104.16.0.0/\uFF11\uFF13, the prefix length must be 0–32",
        "131.0.72.0/222400:cb00::/32, the prefix length must be 0–32",
        "2400:cb00::/129, the prefix length must be 0–128",
        "2400:cb00::/032, the prefix length must be 0–128",
        "2400:cb00::/-0, the prefix length must be 0–128",
        "' 104.16.0.0/13', not an IPv4 or IPv6 block",
        "'104.16.0.0 /13', not an IPv4 or IPv6 block",
        "/13, not an IPv4 or IPv6 block",
        "/, not an IPv4 or IPv6 block",
        "104.016.0.0/13, not an IPv4 or IPv6 block",
        "104.16/13, not an IPv4 or IPv6 block",
        "0x7f.1/32, not an IPv4 or IPv6 block",
        "127.1/8, not an IPv4 or IPv6 block",
        "1.2/16, not an IPv4 or IPv6 block",
        "10.0.0.0-10.0.0.255/24, not an IPv4 or IPv6 block",
        "::ffff:1.2.3.4/128, not an IPv4 or IPv6 block",
        "::ffff:0:0/96, not an IPv4 or IPv6 block",
        "fe80::%eth0/64, not an IPv4 or IPv6 block",
        "[2400:cb00::]/32, not an IPv4 or IPv6 block",
        "2400:cb00::\\/32, not an IPv4 or IPv6 block",
        "\u0661.2.3.4/32, not an IPv4 or IPv6 block",
    })
    void anythingElseIsNotABlock(String text, String problem) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(AddressFormatException.class)
                .hasMessageEndingWith(problem)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void whatATerminalWouldObeyIsNotQuoted() {
        assertThatThrownBy(() -> Address.parse("\u001B[2J\u009B2J\u0085\u202E1"))
                .hasMessage("\"?[2J?2J??1\": not an IPv4 or IPv6 address");
    }

    @Test
    void aLongTextIsQuotedInPart() {
        assertThatThrownBy(() -> Cidr.parse("1".repeat(1_000_000)))
                .hasMessage("\"" + "1".repeat(60) + "…\": not a CIDR block: the prefix length is missing");
    }
}
