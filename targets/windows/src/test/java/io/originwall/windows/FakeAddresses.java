package io.originwall.windows;

import io.originwall.net.Address;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A rule's remote addresses as the firewall keeps them (MS-FASP, FW_ADDRESSES): keywords, IPv4 subnets, IPv4 ranges, IPv6 subnets, IPv6
 * ranges, each in a list of its own. So they are read back in that order, subnets of IPv4 with a mask; a single address is a subnet: "If
 * neither a subnet mask nor a network prefix is specified, the subnet mask defaults to 255.255.255.255" (INetFwRule::put_RemoteAddresses).
 *
 * @param any is it {@code *}?
 * @param keywords such as LocalSubnet, in whose addresses nobody is in these tests
 */
record FakeAddresses(
        boolean any,
        List<String> keywords,
        List<Cidr> subnets4,
        List<AddressRange> ranges4,
        List<Cidr> subnets6,
        List<AddressRange> ranges6) {
    static final FakeAddresses ANY = new FakeAddresses(true, List.of(), List.of(), List.of(), List.of(), List.of());

    /** Not documented as a number; reports have rules of some thousand refused, and the console breaks down at a thousand. */
    private static final int MOST = 1000;

    private static final List<String> KEYWORDS = List.of("LocalSubnet", "Defaultgateway", "DHCP", "DNS", "WINS");

    static FakeAddresses of(String text) {
        if (text.equals("*")) {
            return ANY;
        }
        String[] tokens = text.split(",", -1);
        if (tokens.length > MOST) {
            throw FakeRule.invalid("RemoteAddresses", tokens.length + " of them");
        }
        FakeAddresses all = new FakeAddresses(
                false, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String token : tokens) {
            try {
                all.put(token);
            } catch (IllegalArgumentException e) {
                throw FakeRule.invalid("RemoteAddresses", token);
            }
        }
        return all;
    }

    /** "with no spaces included"; "* … must be the only token included". */
    private void put(String token) {
        Optional<String> keyword =
                KEYWORDS.stream().filter(token::equalsIgnoreCase).findFirst();
        if (keyword.isPresent()) {
            keywords.add(keyword.get());
            return;
        }
        int dash = token.indexOf('-');
        if (dash >= 0) {
            AddressRange range =
                    new AddressRange(Address.parse(token.substring(0, dash)), Address.parse(token.substring(dash + 1)));
            refuseSpecial(range.first());
            refuseSpecial(range.last());
            (range.family() == Family.IPV4 ? ranges4 : ranges6).add(range);
            return;
        }
        int slash = token.indexOf('/');
        Address address = Address.parse(slash < 0 ? token : token.substring(0, slash));
        int bits = address.family().bits();
        int prefix = slash < 0 ? bits : prefix(token.substring(slash + 1), address.family());
        // "A dwSubNetMask of 0x00000000 is invalid" (MS-FASP 2.2.4).
        if (prefix == 0) {
            throw new IllegalArgumentException("a mask of zero");
        }
        (address.family() == Family.IPV4 ? subnets4 : subnets6).add(new Cidr(address, prefix));
    }

    /** "Begin and End MUST NOT contain either an unspecified or a loopback address" (MS-FASP 2.2.10, of IPv6). */
    private static void refuseSpecial(Address end) {
        if (end.family() == Family.IPV6 && end.high() == 0 && (end.low() == 0 || end.low() == 1)) {
            throw new IllegalArgumentException("unspecified or loopback");
        }
    }

    private static int prefix(String text, Family family) {
        if (!text.contains(".")) {
            return Integer.parseInt(text);
        }
        int mask = (int) Address.parse(text).low();
        int ones = Integer.bitCount(mask);
        if (family == Family.IPV6 || ones != Integer.numberOfLeadingZeros(~mask)) {
            throw new IllegalArgumentException("no mask");
        }
        return ones;
    }

    /** Every address they hold, for judging many packets. */
    AddressSet set() {
        Stream<AddressRange> subnets =
                Stream.concat(subnets4.stream(), subnets6.stream()).map(Cidr::range);
        return any
                ? AddressSet.empty().complement()
                : AddressSet.of(Stream.of(subnets, ranges4.stream(), ranges6.stream())
                        .flatMap(ranges -> ranges)
                        .toList());
    }

    /** As it is read back. */
    @Override
    public String toString() {
        if (any) {
            return "*";
        }
        List<String> tokens = new ArrayList<>(keywords);
        subnets4.forEach(subnet -> tokens.add(subnet.network() + "/" + mask(subnet.prefix())));
        ranges4.forEach(range -> tokens.add(range.first() + "-" + range.last()));
        subnets6.forEach(subnet -> tokens.add(subnet.toString()));
        ranges6.forEach(range -> tokens.add(range.first() + "-" + range.last()));
        return String.join(",", tokens);
    }

    private static Address mask(int prefix) {
        return new Address(Family.IPV4, 0, 0xFFFF_FFFFL << (Family.IPV4.bits() - prefix) & 0xFFFF_FFFFL);
    }
}
