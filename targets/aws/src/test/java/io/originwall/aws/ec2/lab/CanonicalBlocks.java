package io.originwall.aws.ec2.lab;

import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Blocks in their one spelling. The reference of IpRange and Ipv6Range says: "AWS canonicalizes IPv4 and IPv6 CIDRs. For example, if you specify
 * 100.68.0.18/18 for the CIDR block, AWS canonicalizes the CIDR block to 100.68.0.0/18"; what is described later has that form, and another
 * rule that comes to the same is a duplicate.
 */
final class CanonicalBlocks implements Layer {
    private static final Pattern PARAMETER = Pattern.compile(".*\\.(CidrIp|CidrIpv4|CidrIpv6|Cidr)");
    private static final Pattern BLOCK = Pattern.compile("[0-9a-fA-F:.]+/\\d{1,3}");

    @Override
    public Answer handle(Call call, Next next) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>(call.parameters());
        parameters.replaceAll((name, value) -> PARAMETER.matcher(name).matches() ? canonical(value) : value);
        return next.pass(call.with(parameters));
    }

    static String canonical(String text) {
        if (!BLOCK.matcher(text).matches()) {
            return text;
        }
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.getByName(text.substring(0, slash));
            int prefix = Integer.parseInt(text.substring(slash + 1));
            byte[] bytes = address.getAddress();
            for (int bit = prefix; bit < bytes.length * 8; bit++) {
                bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
            }
            String network = InetAddress.getByAddress(bytes).getHostAddress();
            return address instanceof Inet6Address
                    ? new Cidr(Address.parse(network), prefix).toString()
                    : network + "/" + prefix;
        } catch (IOException | AddressFormatException e) {
            return text; // moto refuses it
        }
    }
}
