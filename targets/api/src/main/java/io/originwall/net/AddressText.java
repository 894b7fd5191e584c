package io.originwall.net;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.List;
import java.util.stream.Stream;

/**
 * The one place that talks to the IPAddress library. Its defaults are generous ({@code ""} is 127.0.0.1, {@code 1.2} is 1.0.0.2), so every
 * form that is not plain text of a single address is switched off.
 */
final class AddressText {
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowPrefix(false)
            .allowMask(false)
            .allowPrefixOnly(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allowBinary(false)
            .allow_inet_aton(false)
            .allowLeadingZeros(false)
            .allowPrefixLengthLeadingZeros(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowBinary(false)
            .allowBase85(false)
            .allowMixed(false)
            .allowZone(false)
            .allowEmptyZone(false)
            .allowUnlimitedLeadingZeros(false)
            .allowPrefixLengthLeadingZeros(false)
            .getParentBuilder()
            .toParams();

    private AddressText() {}

    static Address address(String text) {
        // The library trims white space; a list that needs trimming is not the list that was meant.
        if (!isAddressText(text)) {
            throw new AddressFormatException(text, "not an IPv4 or IPv6 address");
        }
        Address address = fromLibrary(text);
        if (isMapped(address)) {
            throw new AddressFormatException(text, "an IPv4-mapped address; write it as IPv4");
        }
        return address;
    }

    private static Address fromLibrary(String text) {
        try {
            return fromLibrary(new IPAddressString(text, STRICT).toAddress());
        } catch (AddressStringException | IncompatibleAddressException e) {
            throw new AddressFormatException(text, "not an IPv4 or IPv6 address");
        }
    }

    /** ::ffff:0:0/96: no packet carries it, so as a source it would never match. */
    private static boolean isMapped(Address address) {
        return address.family() == Family.IPV6 && address.high() == 0 && address.low() >>> Integer.SIZE == 0xFFFF;
    }

    private static boolean isAddressText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && c != ':' && (c >= 128 || Character.digit(c, 16) < 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static Cidr cidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new AddressFormatException(text, "not a CIDR block: the prefix length is missing");
        }
        Address network = parseNetwork(text, text.substring(0, slash));
        int prefix = prefix(text, text.substring(slash + 1), network.family());
        if (network.hasHostBits(network.family().bits() - prefix)) {
            throw new AddressFormatException(text, "host bits are set");
        }
        return new Cidr(network, prefix);
    }

    private static Address parseNetwork(String text, String network) {
        try {
            return address(network);
        } catch (AddressFormatException e) {
            throw new AddressFormatException(text, "not an IPv4 or IPv6 block");
        }
    }

    private static int prefix(String text, String digits, Family family) {
        int prefix = digits.isEmpty() || digits.length() > 3 ? Integer.MAX_VALUE : 0;
        for (int i = 0; i < digits.length() && prefix <= family.bits(); i++) {
            int digit = digits.charAt(i) - '0';
            boolean plain = digit >= 0 && digit <= 9 && (digits.charAt(0) != '0' || digits.length() == 1);
            prefix = plain ? prefix * 10 + digit : Integer.MAX_VALUE;
        }
        if (prefix > family.bits()) {
            throw new AddressFormatException(text, "the prefix length must be 0–" + family.bits());
        }
        return prefix;
    }

    static String text(Address address) {
        return toLibrary(address).toCanonicalString();
    }

    static List<Cidr> blocks(AddressRange range) {
        IPAddress first = toLibrary(range.first());
        return Stream.of(first.spanWithRange(toLibrary(range.last())).spanWithPrefixBlocks())
                .map(block -> new Cidr(fromLibrary(block.getLower()), block.getNetworkPrefixLength()))
                .toList();
    }

    private static Address fromLibrary(IPAddress address) {
        if (address.isIPv4()) {
            return new Address(Family.IPV4, 0, address.toIPv4().longValue());
        }
        byte[] bytes = address.getBytes();
        return new Address(Family.IPV6, word(bytes, 0), word(bytes, Long.BYTES));
    }

    private static long word(byte[] bytes, int from) {
        long word = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return word;
    }

    private static IPAddress toLibrary(Address address) {
        return address.family() == Family.IPV4
                ? new IPv4Address((int) address.low())
                : new IPv6Address(address.high(), address.low());
    }
}
